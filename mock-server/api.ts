import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SessionEvent } from './faults/fault.ts';
import type { Answer, ReceivedRequest } from './answer.ts';
import type { Behaviour, Refusal } from './behaviour.ts';
import type { Phone } from './phone.ts';

/** The input of a route: the request, the named parts of its path, and the state of its API. */
export interface Call<Tables extends object> {
  request: ReceivedRequest;
  parameters: Record<string, string>;
  tables: Tables;
  behaviour: Behaviour;
  origin: string;
  now: number;
}

export interface Route<Tables extends object> {
  /** The operation's name in the API document; for a call outside it, a name in the same style. */
  operation: string;
  method: 'GET' | 'POST' | 'DELETE';
  /** Below the base path; a segment `:name` becomes a parameter. */
  path: string;
  answer(call: Call<Tables>): Answer;
}

/** What a client does by an operation. */
export type Use =
  | 'list'
  | 'get'
  | 'count'
  | 'verify'
  | 'switch'
  | 'mint'
  | 'end'
  | 'end all'
  | 'show a code'
  | 'push to a session'
  | 'push to an account'
  | 'push to a user';

/** An operation of the API document: its name, what a client does by it, and the names of its parameters wherever they go. */
export type Documented = [operation: string, use: Use, parameters: string[]];

/** What a client needs, by the names of the connection form. */
export interface Access {
  settings: Record<string, string>;
  secrets: Record<string, string>;
  filters: Record<string, string>;
}

/** What a phone works on: the state of its API, whenever it is asked. */
export interface PhoneParts<Tables extends object> {
  tables: () => Tables;
  now: () => number;
  behaviour: Behaviour;
}

/** What a live channel works on. */
export type LiveParts<Tables extends object> = Pick<PhoneParts<Tables>, 'tables'>;

/** A WebSocket beside an API: takes over the connections that ask for one. */
export interface LiveServer {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** One API: each file in `apis/` exports a function that makes one, as its default. */
export interface ApiDefinition<Tables extends object> {
  title: string;
  /** The port of `fixedPorts`. */
  port: number;
  basePath: string;
  /** True when the API has origin checks of its own, which ours must not hide. */
  checksOrigin: boolean;
  /** Where this API's usual behaviour differs from `defaultBehaviour`. */
  behaviour?: Partial<Behaviour>;
  seed(now: number): Tables;
  access(tables: Tables, now: number): Access;
  /** Lines for a person at the terminal: what else can be tried. */
  hints(tables: Tables, now: number): string[];
  routes: Route<Tables>[];
  /** Whether its router takes paths in any case and with a slash at the end, as Express does unless told otherwise. */
  isLenient?: boolean;
  /** The operations of the API document, each with a route; those that only read come first. */
  documented: Documented[];
  /** A live channel, where the API has one; at `/_live`. */
  live?(parts: LiveParts<Tables>): LiveServer;
  /** A phone to answer logins with, where the API sends any there. Its page is `/_phone`. */
  phone?(parts: PhoneParts<Tables>): Phone;
  /** Carries out what befalls a session while a list is read page by page, where the API pages. */
  happen?(call: Call<Tables>, event: SessionEvent): void;
  notFound(call: Call<Tables>): Answer;
  /** Its answer to a path with a percent sign that encodes nothing; `notFound` when left out. */
  badPath?(call: Call<Tables>): Answer;
  /** The error statuses that `behaviour.refuse` can ask of each operation. */
  errorStatuses: Record<string, readonly number[]>;
  refuse(refusal: Refusal, operation: string): Answer;
}
