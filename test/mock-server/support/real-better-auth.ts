import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import type { BetterAuthOptions } from 'better-auth';
import { loadRelease, type Release } from './better-auth-releases.ts';

/** A row of the memory database: times are dates there. */
export interface SessionRow {
  token: string;
  expiresAt: Date;
  updatedAt: Date;
}

/** A request that was answered. */
export interface Answered {
  path: string;
  status: number;
  /** Of the rate limiter, seconds. */
  retryAfter: number | null;
}

export interface RealServer {
  base: string;
  /** The signed token with which each account was signed in when it was signed up, in their order. */
  signedTokens: string[];
  /** Every request so far, oldest first. */
  answered: Answered[];
  sessions(): SessionRow[];
  /** The tokens of all sessions that live, wherever the server keeps them. */
  living(): string[];
  /** From now on a revoke is answered as a success, its cookie cleared, and not passed on: the session lives on. */
  lie(): void;
  /** From now on a revoke is carried out so much later, ms. */
  dawdle(ms: number): void;
  /** From now on every look into the table of sessions fails. */
  breakDatabase(): void;
  close(): Promise<void>;
}

export interface RealOptions extends Pick<BetterAuthOptions, 'session' | 'advanced'> {
  release?: Release;
  /** A free one when left out. */
  port?: number;
  rateLimit?: boolean;
  maximumSessions?: number;
  /** The only stem of device cookies that is read; the others are dropped, as no release does yet. */
  reads?: string;
  /** Sessions are kept in a store of keys and values (secondaryStorage) instead of the database. */
  secondary?: boolean;
}

/** Hashing takes long, and is not what is compared. */
const plainPasswords = {
  hash: (password: string) => Promise.resolve(password),
  verify: ({ hash, password }: { hash: string; password: string }) => Promise.resolve(hash === password),
};

/** The real better-auth on a free loopback port, with these accounts signed up. */
export async function startRealBetterAuth(
  people: readonly { name: string; email: string; password: string }[],
  options: RealOptions = {},
): Promise<RealServer> {
  const { release = '1.7.25', maximumSessions } = options;
  const { betterAuth, memoryAdapter, toNodeHandler, bearer, multiSession } = await loadRelease(release);
  const server = createServer();
  const base = await listening(server, options.port ?? 0);
  const tables: Record<string, SessionRow[]> = { user: [], session: [], account: [], verification: [] };
  const store = new Map<string, string>();
  const auth = betterAuth({
    ...settings(options, store),
    baseURL: base,
    database: memoryAdapter(tables),
    plugins: [multiSession(maximumSessions === undefined ? {} : { maximumSessions }), bearer()],
  });
  const signedTokens = await signUpAll(people, (body) => auth.api.signUpEmail({ body, asResponse: true }));
  const answered: Answered[] = [];
  const handle = toNodeHandler(auth);
  let revoke: typeof handle = handle;
  server.on('request', (request, response) => {
    response.on('finish', () => answered.push(answeredBy(request, response)));
    if (options.reads) request.headers.cookie = onlyOf(options.reads, request.headers.cookie);
    void (request.url?.endsWith('/multi-session/revoke') ? revoke : handle)(request, response);
  });
  return {
    base: `${base}/api/auth`,
    signedTokens,
    answered,
    sessions: () => tables['session'] ?? [],
    living: () => [...(tables['session'] ?? []).map(({ token }) => token), ...tokensIn(store)],
    lie: () => void (revoke = pretend),
    dawdle: (ms) => {
      revoke = (request, response) => setTimeout(ms).then(() => handle(request, response));
    },
    breakDatabase: () => delete tables['session'],
    close: () => closed(server),
  };
}

/** The signed token of each account, signed up one after another. */
async function signUpAll<Person>(
  people: readonly Person[],
  signUp: (person: Person) => Promise<Response>,
): Promise<string[]> {
  const tokens: string[] = [];
  for (const person of people) tokens.push((await signUp(person)).headers.get('set-auth-token') ?? '');
  return tokens;
}

/** Resolves with the server's address once it listens. */
async function listening(server: Server, wanted: number): Promise<string> {
  await new Promise<void>((resolve) => server.listen(wanted, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function answeredBy({ url = '' }: IncomingMessage, response: ServerResponse): Answered {
  const wait = response.getHeader('x-retry-after');
  return { path: url, status: response.statusCode, retryAfter: wait === undefined ? null : Number(wait) };
}

/** What is the same wherever the server runs. */
function settings(
  { rateLimit = false, secondary = false, session = {}, advanced }: RealOptions,
  store: Map<string, string>,
): BetterAuthOptions {
  return {
    secret: 'a secret of the tests, long enough to be taken',
    emailAndPassword: { enabled: true, password: plainPasswords },
    session,
    ...(secondary ? { secondaryStorage: keptIn(store) } : {}),
    rateLimit: { enabled: rateLimit },
    // Both are off by themselves when better-auth notices a test.
    advanced: {
      disableOriginCheck: false,
      disableCSRFCheck: false,
      // A test would get 127.0.0.1 for an address that is not known; the rate limit needs one.
      ipAddress: { disableIpTracking: !rateLimit },
      ...advanced,
    },
    logger: { disabled: true },
    telemetry: { enabled: false },
  };
}

function keptIn(store: Map<string, string>): NonNullable<BetterAuthOptions['secondaryStorage']> {
  return {
    get: (key) => store.get(key) ?? null,
    set: (key, value) => void store.set(key, value),
    delete: (key) => void store.delete(key),
    getAndDelete(key) {
      const value = store.get(key) ?? null;
      store.delete(key);
      return value;
    },
    increment(key) {
      const count = Number(store.get(key) ?? 0) + 1;
      store.set(key, String(count));
      return count;
    },
  };
}

/** Beside each session, under its token, there is a list for each user. */
function tokensIn(store: Map<string, string>): string[] {
  return [...store.keys()].filter((key) => /^[A-Za-z0-9]{32}$/.test(key));
}

/** A Cookie header without the device cookies of another stem. */
function onlyOf(stem: string, header = ''): string {
  const isOwn = (pair: string) => !pair.includes('_multi-') || pair.startsWith(`${stem}_multi-`);
  return header.split('; ').filter(isOwn).join('; ');
}

/** Answers a revoke as the server would, under whatever name it gave the cookie, and ends nothing. */
async function pretend(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { sessionToken } = (await json(request)) as { sessionToken: string };
  const names = (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('=')[0] ?? '');
  const own = names.filter((name) => name.endsWith(`_multi-${sessionToken.toLowerCase()}`));
  response.setHeader(
    'set-cookie',
    own.map((name) => `${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax`),
  );
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":true}');
}
