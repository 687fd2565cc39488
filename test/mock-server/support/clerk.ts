import { createClerkClient } from '@clerk/backend';
import type { ClerkClient } from '@clerk/backend';
import { isClerkAPIResponseError } from '@clerk/backend/errors';
import { startMockServer } from '../../../mock-server/index.ts';
import type { MockServer, MockApi } from '../../../mock-server/index.ts';
import { send } from './device.ts';
import type { Reply } from './device.ts';

/** A session as the data has it; the parts that tests look at. */
export interface Row {
  id: string;
  user_id: string;
  client_id: string;
  status: string;
  actor: object | null;
  latest_activity: object | null;
  last_active_at: number;
  expire_at: number;
  created_at: number;
}

/** What an application reads of the SDK's own error. */
export interface Failure {
  status: number;
  code: string | undefined;
  longMessage: string | undefined;
  traceId: string | undefined;
  paramName: string | undefined;
}

/** The mock server for Clerk, and the ways to ask it: by the SDK or by a bare request. */
export class ClerkMock {
  readonly api: MockApi;
  readonly sdk: ClerkClient;
  readonly #mock: MockServer;

  constructor(mock: MockServer, api: MockApi) {
    this.#mock = mock;
    this.api = api;
    this.sdk = this.sdkWith(this.secretKey);
  }

  get secretKey(): string {
    return this.api.access.secrets['secretKey'] ?? '';
  }

  get authorization(): { authorization: string } {
    return { authorization: `Bearer ${this.secretKey}` };
  }

  get userIds(): string[] {
    return (this.api.access.filters['userId'] ?? '').split(' ');
  }

  get rows(): Row[] {
    return this.api.db.get('sessions').value() as unknown as Row[];
  }

  /** The first active session. */
  get active(): Row {
    const row = this.rows.find(({ status }) => status === 'active');
    if (row === undefined) throw new Error('The seed has no active session');
    return row;
  }

  sdkWith(secretKey: string): ClerkClient {
    const apiUrl = new URL(this.api.baseUrl).origin;
    return createClerkClient({ secretKey, apiUrl, telemetry: { disabled: true } });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return send('GET', `${this.api.baseUrl}${path}`, { ...this.authorization, ...headers });
  }

  post(path: string, body: object): Promise<Reply> {
    const headers = { ...this.authorization, 'content-type': 'application/json' };
    return send('POST', `${this.api.baseUrl}${path}`, headers, JSON.stringify(body));
  }

  close(): Promise<void> {
    return this.#mock.close();
  }
}

export async function startClerk(): Promise<ClerkMock> {
  const mock = await startMockServer({ apis: ['clerk'] });
  const api = mock.apis.get('clerk');
  if (api === undefined) throw new Error('clerk was not started');
  return new ClerkMock(mock, api);
}

/** The error with which this call of the SDK fails; anything else that comes of it is thrown. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isClerkAPIResponseError(error)) throw new Error('No error of the Clerk API arrived', { cause: error });
  const [first] = error.errors;
  const meta = first?.meta as { paramName?: string } | undefined;
  return {
    status: error.status,
    code: first?.code,
    longMessage: first?.longMessage,
    traceId: error.clerkTraceId,
    paramName: meta?.paramName,
  };
}
