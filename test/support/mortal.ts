import { rmSync } from 'node:fs';
import type { Page } from 'playwright';
import { expect, inject } from 'vitest';
import { connect } from '../../electron/bridge/crossing/connect.ts';
import { openHost } from '../../electron/host/index.ts';
import type { MockApi } from '../../mock-server/index.ts';
import { saveConnection } from '../../scripts/mock-subject.ts';
import { newFolder } from './host.ts';
import { type Killable, mappedKeys, startKillable } from './killable.ts';
import { complaintsOf } from './page/page-errors.ts';
import { builtPage, openPage, type OpenPage } from './shells/in-browser.ts';
import { bridgeOf, startApp } from './shells/on-desktop.ts';
import type { DesktopApp } from './shells/opened.ts';

/** A Sessiondeck in a process of its own that can be killed and started again, on one folder and one keychain. */
export interface Mortal {
  /** Saves a connection to a mock server, as an earlier Sessiondeck would have. */
  save(api: MockApi): Promise<void>;
  /** Starts it and opens its page. */
  start(): Promise<Page>;
  kill(): Promise<void>;
  /** Of the page that was opened last. */
  readonly complaints: string[];
  end(): Promise<void>;
}

/** How long a confirmed end waits, s: longer than a test takes to look. */
const undo = 60;

/** On the shell of this suite. */
export function openMortal(): Mortal {
  return inject('shell') === 'browser' ? mortalHost() : mortalApp();
}

function mortalHost(): Mortal {
  const folder = newFolder();
  const kept = new Map<string, string>();
  let deck: Killable | null = null;
  let opened: OpenPage | null = null;
  return {
    async save(api) {
      const faults: unknown[] = [];
      const host = openHost({
        folder,
        keychain: { state: 'ready', keys: mappedKeys(kept) },
        shell: 'browser',
        version: '0.0.0-test',
        demo: null,
        report: (_, error) => faults.push(error),
      });
      await saveConnection(connect(host), api);
      await connect(host)('settings.save', { undo });
      await host.close();
      expect(faults).toEqual([]);
    },
    async start() {
      await opened?.close();
      deck = await startKillable(folder, builtPage, kept);
      opened = await openPage(deck.address);
      return opened.page;
    },
    kill: async () => deck?.kill(),
    get complaints() {
      return opened?.complaints ?? [];
    },
    async end() {
      await opened?.close();
      await deck?.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function mortalApp(): Mortal {
  const folder = newFolder();
  let app: DesktopApp | null = null;
  let complaints: string[] = [];
  const run = async () => (app = await startApp(folder, ['--no-demo']));
  return {
    async save(api) {
      const first = await run();
      const bridge = bridgeOf(await first.page());
      await saveConnection(bridge, api);
      await bridge('settings.save', { undo });
      await first.close();
    },
    async start() {
      const page = await (await run()).page();
      complaints = complaintsOf(page);
      return page;
    },
    kill: async () => app?.kill(),
    get complaints() {
      return complaints;
    },
    async end() {
      await app?.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
