import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, inject } from 'vitest';
import { adapters } from '../../../electron/adapters/index.ts';
import type { Connection } from '../../../electron/bridge/connection.ts';
import { type Bridge, type Carrier, connect } from '../../../electron/bridge/crossing/connect.ts';
import { startMockServer, type MockServer } from '../../../mock-server/index.ts';
import { consoleOf, keysOf, sweep, type Traces } from '../canary/canary-page.ts';
import { newFolder } from '../host.ts';
import { type Env, type Keyring, keyringMissing, startKeyring } from '../keys/keyring.ts';
import { complaintsOf } from '../page/page-errors.ts';
import type { DesktopApp, OpenSessiondeck, SessiondeckOptions } from './opened.ts';
import { startElectron } from './real-electron.ts';
import { startStandIn } from './stand-in.ts';

let keyring: Promise<Keyring | null> | null = null;

/** No keyring of the person's is to be found here: on Linux keys are in memory then. */
const noBus: Env = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/dev/null' };

/** The environment of an app whose keys are in a keyring of the test file's own, where there can be one. */
async function environment(): Promise<Env> {
  keyring ??= keyringMissing().then((reason) => (reason === null ? startKeyring() : null));
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return { ...(Object.fromEntries(own) as Env), ...((await keyring)?.env ?? noBus) };
}

export async function closeDesktop(): Promise<void> {
  await (await keyring)?.stop();
  keyring = null;
}

/** Starts the app on the data in this folder. */
export async function startApp(folder: string, args: string[]): Promise<DesktopApp> {
  const env = { ...(await environment()), SESSIONDECK_DATA: folder };
  const options = { args, env, userData: join(folder, 'electron') };
  return inject('shell') === 'electron' ? startElectron(options) : startStandIn(options);
}

/** The typed bridge of the page's own. */
export function bridgeOf(page: Page): Bridge {
  return connect({
    invoke: (method, input) =>
      page.evaluate(
        ([wanted, given]) => {
          const { bridge } = window as Window & { bridge?: Carrier };
          if (!bridge) throw new Error('the page has no bridge');
          return bridge.invoke(wanted, given);
        },
        [method, input] as const,
      ),
    subscribe: () => {
      throw new Error('the page’s events do not reach the test');
    },
  });
}

/** A desktop app of its own; without the demo, on connections of the person's to a mock server here. */
export async function openOnDesktop({ undo, demo = false }: SessiondeckOptions): Promise<OpenSessiondeck> {
  const folder = newFolder();
  const mock = demo ? null : await startMockServer();
  const app = await startApp(folder, demo ? [] : ['--no-demo']);
  const page = await app.page();
  const bridge = bridgeOf(page);
  if (undo !== undefined) await bridge('settings.save', { undo });
  if (mock) await saveAll(bridge, mock);
  const complaints = complaintsOf(page);
  const written = consoleOf(page);
  await page.reload();
  const swept = sweeping(app, { page, written, folder }, await keysIn(mock));
  return {
    page,
    complaints,
    app: hostSideOf(app, bridge, mock, folder),
    ...personOf(app, folder),
    sweep: swept,
    async close() {
      try {
        expect((await swept()).hits).toEqual([]);
      } finally {
        if (!(await keyring)) await forgetAll(bridge);
        await app.close();
        await mock?.close();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Looks for secrets in all that the app wrote, said and shows. */
function sweeping(
  app: DesktopApp,
  { page, written, folder }: { page: Page; written: string[]; folder: string },
  own: string[],
): OpenSessiondeck['sweep'] {
  const texts: Traces['texts'] = () => [
    ['replies', app.crossed()],
    ['stdout and stderr', app.said()],
    ['the console', written.join('\n')],
  ];
  return async (secrets = own) => {
    const found = await sweep(secrets, page, { texts, folders: [['files', folder]] });
    found.look('the clipboard', await app.clipboard());
    return found;
  };
}

function hostSideOf(
  app: DesktopApp,
  bridge: Bridge,
  mock: MockServer | null,
  folder: string,
): OpenSessiondeck['app'] {
  return {
    bridge,
    get mock() {
      if (!mock) throw new Error('the demo’s mock is in the app: look through the bridge');
      return mock;
    },
    folder,
    get faults() {
      return app.said().match(/^fault in .*$/gm) ?? [];
    },
  };
}

/** What a person does with the app beside its page. */
function personOf(
  app: DesktopApp,
  folder: string,
): Pick<OpenSessiondeck, 'askedWhenLeft' | 'download' | 'opens'> {
  return {
    askedWhenLeft: () => app.askedWhenClosed(),
    async download(start) {
      const path = join(folder, `given-${crypto.randomUUID()}`);
      const { name } = await app.saveNextAs(path);
      await start();
      return { name: await name, path };
    },
    async opens(start) {
      const address = app.opened();
      await start();
      return address;
    },
  };
}

/** The demo’s keys are made in the app; those that are the same in every mock server are known all the same. */
async function keysIn(mock: MockServer | null): Promise<string[]> {
  if (mock) return keysOf(mock);
  const alike = await startMockServer({ apis: ['clerk', 'nextauth'] });
  await alike.close();
  return keysOf(alike);
}

/** Elsewhere than on Linux the keys are in the person's own keychain: nothing of ours stays there. */
async function forgetAll(bridge: Bridge): Promise<void> {
  const own = (await bridge('connections.list', {})).filter(({ kind }) => kind !== 'demo');
  for (const { id } of own) await bridge('keys.forget', { connectionId: id });
}

/** In the order of the demo. */
const colours: Connection['colour'][] = ['teal', 'pink', 'amber', 'green', 'violet'];

/** Saves a connection to each API of the mock server, called as the demo calls it. */
async function saveAll(bridge: Bridge, mock: MockServer): Promise<void> {
  for (const [index, [id, { title }]] of [...adapters].entries()) {
    const api = mock.apis.get(id);
    if (!api) continue;
    const { settings, filters, secrets } = api.access;
    const kind = 'development';
    const colour = colours[index] ?? 'grey';
    const draft = {
      id: null,
      api: id,
      name: title,
      kind,
      colour,
      baseUrl: api.baseUrl,
      settings,
      filters,
    } as const;
    const connection = await bridge('connections.save', draft);
    await bridge('keys.put', { connectionId: connection.id, secrets });
  }
}
