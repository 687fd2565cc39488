import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { bearer, multiSession } from 'better-auth/plugins';

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
  /** From now on every look into the table of sessions fails. */
  breakDatabase(): void;
  close(): Promise<void>;
}

/** Hashing takes long, and is not what is compared. */
const plainPasswords = {
  hash: (password: string) => Promise.resolve(password),
  verify: ({ hash, password }: { hash: string; password: string }) => Promise.resolve(hash === password),
};

/** The real better-auth on a free loopback port, with these accounts signed up. */
export async function startRealBetterAuth(
  people: readonly { name: string; email: string; password: string }[],
  rateLimit = false,
): Promise<RealServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const tables: Record<string, SessionRow[]> = { user: [], session: [], account: [], verification: [] };
  const auth = betterAuth({
    baseURL: `http://127.0.0.1:${port}`,
    secret: 'a secret of the tests, long enough to be taken',
    database: memoryAdapter(tables),
    emailAndPassword: { enabled: true, password: plainPasswords },
    plugins: [multiSession(), bearer()],
    rateLimit: { enabled: rateLimit },
    // Both are off by themselves when better-auth notices a test.
    advanced: {
      disableOriginCheck: false,
      disableCSRFCheck: false,
      // A test would get 127.0.0.1 for an address that is not known; the rate limit needs one.
      ipAddress: { disableIpTracking: !rateLimit },
    },
    logger: { disabled: true },
    telemetry: { enabled: false },
  });
  const signedTokens: string[] = [];
  for (const body of people) {
    const { headers } = await auth.api.signUpEmail({ body, asResponse: true });
    signedTokens.push(headers.get('set-auth-token') ?? '');
  }
  const answered: Answered[] = [];
  const handle = toNodeHandler(auth);
  server.on('request', (request, response) => {
    response.on('finish', () => answered.push(answeredBy(request, response)));
    void handle(request, response);
  });
  return {
    base: `http://127.0.0.1:${port}/api/auth`,
    signedTokens,
    answered,
    sessions: () => tables['session'] ?? [],
    breakDatabase: () => delete tables['session'],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answeredBy({ url = '' }: IncomingMessage, response: ServerResponse): Answered {
  const wait = response.getHeader('x-retry-after');
  return { path: url, status: response.statusCode, retryAfter: wait === undefined ? null : Number(wait) };
}
