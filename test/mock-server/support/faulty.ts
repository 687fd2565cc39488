import { startMockServer } from '../../../mock-server/index.ts';
import type { FaultKind, FaultParameters, MockServer, MockApi } from '../../../mock-server/index.ts';
import { exchange } from './exchange.ts';
import type { Exchange } from './exchange.ts';
import { headersOf } from './started.ts';

export const now = Date.UTC(2026, 10, 21, 3, 0, 0);

/** The operation of each API that reads sessions, and its path; SERVER and USER are filled in. */
export const reads: Readonly<Record<string, readonly [operation: string, path: string]>> = {
  'better-auth': ['multi_session_list_device_sessions_get', '/multi-session/list-device-sessions'],
  clerk: ['get_session_list', '/sessions?limit=20&user_id=USER'],
  'nest-sessions': ['sessionControllerGetActiveSessions', '/sessions?limit=20'],
  nextauth: ['get_session', '/servers/SERVER/sessions/'],
  vault: ['listSessions', '/users/me/sessions'],
};

/** A mock server at a fixed time; of all APIs, unless some are named. */
export function startFaulty(apis?: string[]): Promise<MockServer> {
  return startMockServer({ now, ...(apis ? { apis } : {}) });
}

/** The address of a path of this API; without a path, of its reading operation. */
export function urlOf(api: MockApi, path = reads[api.id]?.[1] ?? ''): string {
  const { settings, filters } = api.access;
  const filled = path
    .replace('SERVER', encodeURIComponent(settings['serverId'] ?? ''))
    .replace('USER', filters['userId']?.split(' ')[0] ?? '');
  return `${api.baseUrl}${filled}`;
}

/** Enough of an answer that may never come to its end. */
export const headOnly = (): boolean => true;

/** Calls the reading operation and watches what comes. */
export function read(api: MockApi, enough?: Parameters<typeof exchange>[3]): Promise<Exchange> {
  return exchange('GET', urlOf(api), headersOf(api), enough);
}

/** The JSON that a GET answers. */
export async function valueOf(api: MockApi, path?: string): Promise<unknown> {
  const { bytes } = await exchange('GET', urlOf(api, path), headersOf(api));
  return JSON.parse(bytes.toString()) as unknown;
}

/** Lets one fault befall the next call. */
export function befall<Kind extends FaultKind>(
  api: MockApi,
  kind: Kind,
  parameters: Partial<FaultParameters[Kind]> = {},
  operation = '*',
): void {
  api.behaviour.faults = [{ kind, operation, times: 1, ...parameters }];
}

/** What is left of an exchange when its time is left out. */
export function gist({ status, end, bytes }: Exchange): unknown {
  return { status, end, bytes: bytes.toString('latin1') };
}
