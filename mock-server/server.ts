import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import jsonServer from 'json-server';
import type { JsonServerRouter } from 'json-server';
import { type Answer, plain, type ReceivedRequest } from './answer.ts';
import type { ApiDefinition, Call, Route } from './api.ts';
import { answerWithFaults, send, takeFaults } from './faults.ts';
import type { Incident } from './faults/effect.ts';
import { readBody, refusalReason } from './incoming.ts';
import { type Behaviour, takeRefusal } from './behaviour.ts';
import { answerPhone, type Phone, phonePath } from './phone.ts';

/** A request as it was received, and the status it was answered with. */
export interface MockRequest {
  method: string;
  /** With the query. */
  path: string;
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  body: string;
}

/** An API at work: what the server of one port needs to know. */
export interface RunningApi<Tables extends object> {
  definition: ApiDefinition<Tables>;
  router: JsonServerRouter<Tables>;
  behaviour: Behaviour;
  requests: MockRequest[];
  clock: () => number;
  phone: Phone | undefined;
  /** The origin that redirects lead to. */
  elsewhere: string;
}

const remembered = 1000;
type App = ReturnType<typeof jsonServer.create>;
/** A response, with what the request before it left for the route. */
type Response = ServerResponse & { locals: Record<string, unknown> };

const rawDataPath = '/_data';

/** A server for one API on 127.0.0.1, listening; port 0 takes a free one. It rejects when the port is in use. */
export async function listen<Tables extends object>(api: RunningApi<Tables>, port: number): Promise<Server> {
  const app = jsonServer.create();
  app.disable('x-powered-by');
  app.disable('etag');
  // A JSONP answer could be read by a page of another origin; no query has a symbol for a name.
  app.set('jsonp callback name', Symbol('no JSONP'));
  // Set before anything is routed: Express reads them once.
  app
    .set('case sensitive routing', !api.definition.isLenient)
    .set('strict routing', !api.definition.isLenient);
  app.use((request, response, next) => {
    attend(api, request, response, next).catch(next);
  });
  app.use(rawDataPath, api.router);
  addRoutes(app, api);
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return server;
}

async function attend<Tables extends object>(
  api: RunningApi<Tables>,
  request: IncomingMessage,
  response: Response,
  next: () => void,
): Promise<void> {
  const body = await readBody(request);
  const { port } = request.socket.address() as AddressInfo;
  const wantsRawData = isAt(rawDataPath, request);
  const wantsPhone = api.phone !== undefined && isAt(phonePath, request);
  const record = recordOf(request, body ?? '');
  // The page of the phone asks every second, which would push the API's own requests out.
  if (!wantsPhone) remember(api.requests, record);
  const checksOrigin = api.definition.checksOrigin && !wantsRawData;
  const refused = refusalReason(request, port, { checksOrigin, mayBeOpened: wantsPhone });
  const received = receivedRequest(record, body ?? '');
  if (refused !== undefined) send(response, plain(403, refused));
  else if (body === undefined) send(response, tooLarge());
  else if (wantsRawData) lookAtData(request, response, body, next);
  else if (api.phone !== undefined && wantsPhone) send(response, answerPhone(api.phone, received));
  else {
    response.locals['call'] = callOf(api, received, `http://127.0.0.1:${port}`);
    next();
  }
  record.status = response.headersSent ? response.statusCode : 0;
  response.once('finish', () => (record.status = response.statusCode));
}

function callOf<Tables extends object>(
  { behaviour, router, clock }: RunningApi<Tables>,
  request: ReceivedRequest,
  origin: string,
): Call<Tables> {
  return { request, parameters: {}, tables: router.db.getState(), behaviour, origin, now: clock() };
}

/** Routes as Express does. What no route answers, and a path that cannot be decoded, gets the API's own words. */
function addRoutes<Tables extends object>(app: App, api: RunningApi<Tables>): void {
  const { definition } = api;
  const callIn = ({ locals }: Pick<Response, 'locals'>) => locals['call'] as Call<Tables>;
  for (const route of definition.routes) {
    app[methods[route.method]](`${definition.basePath}${route.path}`, (request, response, next) => {
      // Express answers HEAD by a GET route, too; the documents know of none.
      if (request.method !== route.method) return next();
      const call = { ...callIn(response), parameters: request.params as Record<string, string> };
      operate(api, route, call, response).catch(next);
    });
  }
  app.use((_, response) => send(response, definition.notFound(callIn(response))));
  app.use((error: unknown, _: unknown, response: Response, next: (error: unknown) => void) => {
    if (!(error instanceof URIError)) return next(error);
    const call = callIn(response);
    send(response, definition.badPath?.(call) ?? definition.notFound(call));
  });
}

const methods = { GET: 'get', POST: 'post', DELETE: 'delete' } as const;

async function operate<Tables extends object>(
  { definition, behaviour, elsewhere }: RunningApi<Tables>,
  route: Route<Tables>,
  call: Call<Tables>,
  response: ServerResponse,
): Promise<void> {
  const { operation } = route;
  const { request, tables, now } = call;
  const incident: Incident = {
    operation,
    request,
    query: request.query,
    now,
    elsewhere,
    errorStatuses: definition.errorStatuses[operation] ?? [],
    refuse: (refusal) => definition.refuse(refusal, operation),
    answer: ({ query = request.query, behaviour: changes = {}, withoutEffect = false }) => {
      const copied = withoutEffect ? structuredClone(tables) : tables;
      const changed = { ...call, request: { ...request, query }, tables: copied };
      const answered = { ...changed, behaviour: { ...behaviour, ...changes } };
      return refusalOf(definition, behaviour, operation) ?? route.answer(answered);
    },
    happen: (event) => definition.happen?.(call, event),
  };
  await answerWithFaults(takeFaults(behaviour.faults, operation), incident, response);
}

function refusalOf<Tables extends object>(
  definition: ApiDefinition<Tables>,
  behaviour: Behaviour,
  operation: string,
): Answer | undefined {
  const refusal = takeRefusal(behaviour, operation);
  if (refusal === undefined) return undefined;
  if (definition.errorStatuses[operation]?.includes(refusal.status))
    return definition.refuse(refusal, operation);
  return plain(500, `behaviour.refuse: ${operation} has no error status ${refusal.status}`);
}

function lookAtData(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  next: () => void,
): void {
  const refused = rawDataRefusal(request, body);
  if (refused === undefined) next();
  else send(response, refused);
}

function rawDataRefusal(request: IncomingMessage, body: string): Answer | undefined {
  if (request.method !== 'GET') {
    const answer = plain(405, 'The raw data can be looked at, not changed');
    return { ...answer, headers: { ...answer.headers, allow: 'GET' } };
  }
  return body === '' ? undefined : plain(400, 'A look at the raw data takes no body');
}

function tooLarge(): Answer {
  const answer = plain(413, 'A request body may have 1 MiB');
  return { ...answer, headers: { ...answer.headers, connection: 'close' } };
}

function isAt(place: string, { url = '/' }: IncomingMessage): boolean {
  return url === place || url.startsWith(`${place}/`) || url.startsWith(`${place}?`);
}

function remember(requests: MockRequest[], record: MockRequest): void {
  requests.push(record);
  if (requests.length > remembered) requests.shift();
}

function recordOf(request: IncomingMessage, body: string): MockRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  return {
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    status: 0,
    headers: Object.fromEntries(headers),
    body,
  };
}

function receivedRequest(record: MockRequest, body: string): ReceivedRequest {
  const { method, headers } = record;
  const [path = '/', ...query] = record.path.split('?');
  return { method, path, query: new URLSearchParams(query.join('?')), headers, body };
}
