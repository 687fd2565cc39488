import { startMockServer } from '../../../mock-server/index.ts';
import type { MockServer, MockApi, MockServerOptions } from '../../../mock-server/index.ts';
import { send } from './device.ts';
import type { Reply } from './device.ts';

/** One API of a mock server of its own. */
export interface Started {
  mock: MockServer;
  api: MockApi;
  /** Starts with everything that the API asks of a request, from its own access; more headers go on top. */
  call(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<Reply>;
  close(): Promise<void>;
}

/** Starts one API, and gives a way to call it as its rightful client. */
export async function started(id: string, options: MockServerOptions = {}): Promise<Started> {
  const mock = await startMockServer({ ...options, apis: [id] });
  const api = apiOf(mock, id);
  return {
    mock,
    api,
    call: (method, path, headers = {}, body) =>
      send(method, `${api.baseUrl}${path}`, { ...headersOf(api), ...headers }, body),
    close: () => mock.close(),
  };
}

/** The API of this name; it throws when it was not started. */
export function apiOf(mock: MockServer, id: string): MockApi {
  const api = mock.apis.get(id);
  if (api === undefined) throw new Error(`${id} was not started`);
  return api;
}

/** The headers with which an API lets its client in. */
export function headersOf({ id, baseUrl, access: { settings, secrets } }: MockApi): Record<string, string> {
  const bearer = { authorization: `Bearer ${secrets['accessToken'] ?? secrets['secretKey'] ?? ''}` };
  if (id === 'better-auth') {
    return { cookie: secrets['cookies'] ?? '', origin: new URL(baseUrl).origin };
  }
  if (id === 'nextauth')
    return { 'x-apikey': secrets['apiKey'] ?? '', 'x-nonce': noncesOf(secrets)[0] ?? '' };
  return id === 'vault' ? { ...bearer, 'x-tenant-id': settings['tenantId'] ?? '' } : bearer;
}

/** The nonces of the connection form, one a line. */
export function noncesOf(secrets: Record<string, string>): string[] {
  return (secrets['nonces'] ?? '').split('\n');
}
