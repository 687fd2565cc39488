import type { Connection } from '../../electron/bridge/connection.ts';
import type { Failure } from '../../electron/bridge/failure.ts';

/** What keeps a list from being read, where it passes or one action of the person ends it. */
export type Degraded = 'no-network' | 'server-down' | 'key-rejected' | 'rate-limited';

/** Causes, as the host names them, of a machine without a network. */
const noNetwork = /\((?:EAI_AGAIN|ENETUNREACH|ENETDOWN)\)$/;
/** Causes that have another remedy than waiting: something answers, and is not what was wanted. */
const wrongServer =
  /\((?:REFUSED_ADDRESS|NOT_THIS_MACHINE|PROXY_LOGIN|UND_ERR_ABORTED|INVALID_CA|CLIENT_CERTIFICATE|\w*CERT\w*|\w*SIGNATURE|UNABLE_TO_GET_ISSUER\w*)\)$/;
const unanswered: readonly Failure['code'][] = ['unreachable', 'timed-out'];

/** Whether a request failed because this machine has no network. */
export function isNoNetwork({ code, got }: Pick<Failure, 'code' | 'got'>): boolean {
  return code === 'unreachable' && noNetwork.test(got);
}

/** The state that a failed reading shows; null: another one, which its own words describe best. */
export function degradedBy(failure: Failure, connection: Pick<Connection, 'baseUrl'>): Degraded | null {
  const { code, got } = failure;
  if (code === 'key-rejected' || code === 'forbidden') return 'key-rejected';
  if (code === 'rate-limited') return code;
  if (isNoNetwork(failure)) return 'no-network';
  if (unanswered.includes(code) && !navigator.onLine && needsNetwork(connection)) return 'no-network';
  const isDown = code === 'server-fault' || unanswered.includes(code);
  return isDown && !wrongServer.test(got) ? 'server-down' : null;
}

/** Whether the server is on another machine. */
export function needsNetwork({ baseUrl }: Pick<Connection, 'baseUrl'>): boolean {
  const { hostname } = new URL(baseUrl);
  return !/^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
