import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { isLarge } from '../bridge/crossing/check-out.ts';
import type { Carrier } from '../bridge/crossing/connect.ts';
import { events } from '../bridge/events.ts';
import { jsonPieces } from '../host/work/json-pieces.ts';
import type { StaticFile } from '../host/shell/page-files.ts';
import type { Guesses, LaunchCodes } from './request-rules.ts';

/** How often the event stream sends a sign of life, ms. */
const heartbeat = 15_000;

/** What one launch of the browser shell serves. */
export interface Shell {
  carrier: Carrier;
  files: ReadonlyMap<string, StaticFile>;
  token: string;
  codes: LaunchCodes;
  guesses: Guesses;
  /** Prints a line for the person at the terminal. */
  warn: (line: string) => void;
}

/** A request that was let in. */
export interface Asked {
  path: string;
  /** The parsed body of a POST; undefined for a GET. */
  body: unknown;
}

/** Ends a request with this status and an empty body. `guessed`: it carried a wrong secret. */
export class Refused extends Error {
  readonly status: number;
  readonly guessed: boolean;
  constructor(status: number, guessed = false) {
    super(String(status));
    this.status = status;
    this.guessed = guessed;
  }
}

/** One kind of request that the browser shell answers. */
export interface Route {
  method: 'GET' | 'POST';
  /** A path or, ending in a slash, a prefix of paths. */
  path: string;
  /** Who may call it: the page, which sends this launch's token, or anybody who is let in at all. */
  for: 'the page' | 'anybody';
  /** Throws `Refused`. */
  answer(shell: Shell, asked: Asked, response: ServerResponse): void | Promise<void>;
}

/** All routes of the browser shell. The first one that matches is used. */
export const routes: readonly Route[] = [
  { method: 'POST', path: '/bridge/', for: 'the page', answer: call },
  { method: 'POST', path: '/events', for: 'the page', answer: streamEvents },
  { method: 'POST', path: '/launch', for: 'anybody', answer: launch },
  { method: 'GET', path: '/', for: 'anybody', answer: sendFile },
];

/** The first route that matches a path. */
export function routeOf(table: readonly Route[], path: string): Route | undefined {
  return table.find((route) =>
    route.path.endsWith('/') ? path.startsWith(route.path) : path === route.path,
  );
}

async function call({ carrier }: Shell, { path, body }: Asked, response: ServerResponse): Promise<void> {
  await sendJson(response, await carrier.invoke(path.slice('/bridge/'.length), body));
}

/** Streams events as lines of JSON in one endless answer; an empty line now and then is a sign of life. */
function streamEvents({ carrier }: Shell, _: Asked, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
  response.write('\n');
  const stops = Object.keys(events).map((event) =>
    carrier.subscribe(event, (payload) => response.write(`${JSON.stringify({ event, payload })}\n`)),
  );
  const alive = setInterval(() => response.write('\n'), heartbeat);
  response.on('close', () => {
    clearInterval(alive);
    for (const stop of stops) stop();
  });
}

/** Exchanges a one-time code for the token. */
async function launch(
  { codes, token, warn }: Shell,
  { body }: Asked,
  response: ServerResponse,
): Promise<void> {
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : null;
  const was = codes.redeem(code);
  if (was === 'used')
    warn('The address was opened a second time, which was refused. If that was not you, stop Sessiondeck.');
  if (was !== 'good') throw new Refused(401, true);
  await sendJson(response, { token });
}

function sendFile({ files }: Shell, { path }: Asked, response: ServerResponse): void {
  const file = files.get(path);
  if (!file) throw new Refused(404);
  response.writeHead(200, { 'Content-Type': file.type }).end(file.body);
}

/** Sends JSON; a large value is serialised at the pace at which the client reads. */
async function sendJson(response: ServerResponse, value: unknown): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  if (!isLarge(value)) return void response.end(JSON.stringify(value));
  try {
    await pipeline(jsonPieces(value), response);
  } catch (error) {
    // The page has gone, so there is nobody to answer.
    if (!response.destroyed) throw error;
  }
}
