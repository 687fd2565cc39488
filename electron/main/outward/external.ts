import type { Shell } from 'electron';
import { fail } from '../../bridge/failure.ts';

/**
 * Opens the demo's simulated phone in the system's browser: a page of our own mock server on this machine. No other URL is
 * ever passed to another program. Throws `unsupported` for any other address.
 */
export async function openPhone(shell: Pick<Shell, 'openExternal'>, address: string): Promise<void> {
  const port = phonePort(address);
  const got = 'this is not an address of the demo’s phone';
  if (port === null) return fail({ code: 'unsupported', tried: 'shell.openPhone', got });
  await shell.openExternal(`http://127.0.0.1:${port}/_phone`);
}

/** The port, if the address is exactly that of a simulated phone; otherwise null. */
function phonePort(address: string): number | null {
  const [, port] = /^http:\/\/127\.0\.0\.1:([1-9]\d{0,4})\/_phone$/.exec(address) ?? [];
  return port !== undefined && Number(port) <= 65_535 ? Number(port) : null;
}
