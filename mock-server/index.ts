import { readdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import jsonServer from 'json-server';
import type { JsonServerRouter } from 'json-server';
import type { Access, ApiDefinition, LiveServer, Route, Use } from './api.ts';
import { startElsewhere } from './elsewhere.ts';
import type { Elsewhere } from './elsewhere.ts';
import { refusalReason } from './incoming.ts';
import { defaultBehaviour } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';
import type { Phone } from './phone.ts';
import { listen } from './server.ts';
import type { RunningApi, MockRequest } from './server.ts';

export type { Use } from './api.ts';
export type { Elsewhere } from './elsewhere.ts';
export { befalls, faultDefaults, faultKinds, faultWords } from './faults.ts';
export type { Fault, FaultKind, FaultParameters } from './faults/fault.ts';
export type { Behaviour } from './behaviour.ts';
export type { Phone } from './phone.ts';
export type { MockRequest } from './server.ts';

/** Where an API's live channel is. */
const livePath = '/_live';

type Tables = Record<string, object[]>;

/** One running API. */
export interface MockApi {
  /** The name of its file in `apis/`. */
  id: string;
  title: string;
  /** What a person would enter as base URL. */
  baseUrl: string;
  /** What a client needs, by the names of the connection form. */
  access: Access;
  /** How it behaves where real servers differ or misbehave; may be set at any time. */
  behaviour: Behaviour;
  /** The last 1,000 requests, oldest first; also those that were refused at the door. */
  requests: MockRequest[];
  /** json-server's lowdb data, for tests to look at or change. */
  db: JsonServerRouter<Tables>['db'];
  /** The error statuses that `behaviour.refuse` can ask of each operation. */
  errorStatuses: Record<string, readonly number[]>;
  /** Lines for a person at the terminal: what else can be tried. */
  hints: string[];
  /** Where the API sends logins to a phone: what a person does with it. A page for it is at `/_phone`. */
  phone?: Phone;
}

export interface MockServer {
  apis: Map<string, MockApi>;
  /** Another origin, to which the fault `redirect` leads; it records the requests it gets. */
  elsewhere: Elsewhere;
  close(): Promise<void>;
}

export interface MockServerOptions {
  /** Which APIs to start, by file name; all of them when left out. */
  apis?: string[];
  /** The documented ports instead of free ones. */
  fixedPorts?: boolean;
  /** Milliseconds: the time at which the mock server wakes up. Its data and its clock count from here. */
  now?: number;
  /** Where the APIs are, one file each; our own `apis/` when left out. */
  folder?: URL;
}

const apiFolder = new URL('./apis/', import.meta.url);

/** An operation of an API's document. */
export interface DocumentedOperation {
  api: string;
  /** Its name in the document. */
  name: string;
  method: Route<Tables>['method'];
  /** Path below the base URL, each `{name}` one segment. */
  path: string;
  /** Its parameters, by the names they have in the query, the body or the headers. */
  parameters: string[];
  use: Use;
}

/** The operations of the documents, by API; within one, what only reads comes first. */
export async function documentedOperations(folder = apiFolder): Promise<DocumentedOperation[]> {
  const files = await apiFiles(folder);
  const all = await Promise.all(files.map(async ({ id, file }) => operationsOf(id, await load(file))));
  return all.flat();
}

function operationsOf(
  api: string,
  { title, documented, routes }: ApiDefinition<Tables>,
): DocumentedOperation[] {
  return documented.map(([name, use, parameters]) => {
    const route = routes.find(({ operation }) => operation === name);
    if (!route) throw new Error(`${title} has no route for its operation ${name}`);
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    return { api, name, method: route.method, path, parameters, use };
  });
}

/** Starts one server per file of the folder. When one cannot start, those already started are stopped again. */
export async function startMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  const now = options.now ?? Date.now();
  const files = (await apiFiles(options.folder ?? apiFolder)).filter(
    ({ id }) => options.apis?.includes(id) ?? true,
  );
  const missing = options.apis?.find((wanted) => !files.some(({ id }) => id === wanted));
  if (missing !== undefined) throw new Error(`The mock server has no API called ${missing}`);
  const elsewhere = await startElsewhere();
  const closings = [() => elsewhere.close()];
  const close = async (): Promise<void> => {
    await Promise.all(closings.map((closing) => closing()));
  };
  const apis = new Map<string, MockApi>();
  try {
    for (const { id, file } of files) {
      const wanted = { id, now, fixedPorts: options.fixedPorts ?? false, elsewhere: elsewhere.origin };
      const started = await start(await load(file), wanted);
      closings.push(() => started.close());
      apis.set(id, started.api);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    apis,
    elsewhere,
    close,
  };
}

async function apiFiles(folder: URL): Promise<{ id: string; file: URL }[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map(({ name }) => ({ id: name.replace(/\.(ts|js)$/, ''), file: new URL(name, folder) }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

async function load(file: URL): Promise<ApiDefinition<Tables>> {
  const { default: define } = (await import(file.href)) as { default: unknown };
  if (typeof define !== 'function') throw new Error(`${file.pathname} has no function as its default export`);
  return (define as () => ApiDefinition<Tables>)();
}

interface StartOptions {
  id: string;
  now: number;
  fixedPorts: boolean;
  elsewhere: string;
}

async function start(
  definition: ApiDefinition<Tables>,
  { id, now, fixedPorts, elsewhere }: StartOptions,
): Promise<{ api: MockApi; close(): Promise<void> }> {
  const tables = definition.seed(now);
  const startedAt = performance.now();
  const behaviour = defaultBehaviour(definition.behaviour);
  const router = jsonServer.router<Tables>(tables);
  const clock = (): number => now + Math.floor(performance.now() - startedAt);
  const phone = definition.phone?.({ tables: () => router.db.getState(), now: clock, behaviour });
  const running: RunningApi<Tables> = {
    definition,
    router,
    behaviour,
    requests: [],
    clock,
    phone,
    elsewhere,
  };
  const wanted = fixedPorts ? definition.port : 0;
  const server = await listen(running, wanted).catch((error: unknown) => {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const reason = isTaken ? 'is in use by another program' : 'cannot be opened';
    throw new Error(`${definition.title}: port ${wanted} ${reason}`, { cause: error });
  });
  const { port } = server.address() as AddressInfo;
  const { title, basePath, errorStatuses } = definition;
  const baseUrl = `http://127.0.0.1:${port}${basePath}`;
  const access = definition.access(tables, now);
  const live = definition.live?.({ tables: () => router.db.getState() });
  if (live !== undefined) access.settings['liveUrl'] = serveLive(server, live);
  const hints = definition.hints(tables, now);
  const { requests } = running;
  const api = { id, title, baseUrl, access, behaviour, requests, db: router.db, errorStatuses, hints };
  const close = (): Promise<void> => {
    live?.close();
    return stop(server);
  };
  return { api: phone === undefined ? api : { ...api, phone }, close };
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

/** Opens the live channel of a listening server, behind the same guards as the rest; returns its address. */
function serveLive(server: Server, live: LiveServer): string {
  const { port } = server.address() as AddressInfo;
  server.on('upgrade', (request, socket, head) => {
    if (
      request.url === livePath &&
      refusalReason(request, port, { checksOrigin: false, mayBeOpened: false }) === undefined
    ) {
      live.upgrade(request, socket, head);
    } else socket.destroy();
  });
  return `ws://127.0.0.1:${port}${livePath}`;
}
