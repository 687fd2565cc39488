import type { Carrier } from '../../../electron/bridge/crossing/connect.ts';
import { startWebShell, type WebShell } from '../../../electron/web/server.ts';
import type { MockApi } from '../../../mock-server/index.ts';
import { livingIds } from '../../support/ending.ts';
import { openTestHost, mockOf } from '../../support/host.ts';

/** What is attacked: a whole Sessiondeck in the browser shell, and the mock server behind it. */
export interface Ground {
  shell: WebShell;
  /** The token of this launch, as the page has it. */
  token: string;
  /** The one-time code that the token was got with. */
  usedCode: string;
  /** A request that ends a session at the mock server, with the key that it wants. */
  ending: { port: number; path: string; key: string };
  /** Calls that reached a handler, and sessions that ended at the mock server, since the last time that it was asked. */
  effects(): number;
  close(): Promise<void>;
}

/** The page itself, as a stranger gets it. */
export async function openGround(folder: string): Promise<Ground> {
  const app = await openTestHost();
  let invoked = 0;
  const counting: Carrier = {
    invoke(method, input) {
      invoked += 1;
      return app.host.invoke(method, input);
    },
    subscribe: app.host.subscribe,
  };
  const shell = await startWebShell(counting, folder, { warn: () => undefined });
  const nest = mockOf(app, 'nest-sessions');
  let living = livingIds(nest).size;
  const [id = ''] = livingIds(nest);
  const close = async () => {
    await shell.close();
    await app.close();
  };
  const usedCode = codeOf(shell);
  return {
    shell,
    token: await tokenFor(shell, usedCode),
    usedCode,
    ending: { port: portOf(nest), path: `/sessions/${id}`, key: Object.values(nest.access.secrets)[0] ?? '' },
    effects() {
      const left = livingIds(nest).size;
      const effects = invoked + living - left;
      invoked = 0;
      living = left;
      return effects;
    },
    close,
  };
}

function portOf({ baseUrl }: MockApi): number {
  return Number(new URL(baseUrl).port);
}

/** A one-time code that nobody has used. */
export function codeOf(shell: Pick<WebShell, 'address'>): string {
  return new URL(shell.address()).hash.replace('#code=', '');
}

async function tokenFor(shell: WebShell, code: string): Promise<string> {
  const { origin } = new URL(shell.address());
  const headers = { 'Content-Type': 'application/json', Origin: origin };
  const reply = await fetch(`${origin}/launch`, { method: 'POST', headers, body: JSON.stringify({ code }) });
  return ((await reply.json()) as { token: string }).token;
}
