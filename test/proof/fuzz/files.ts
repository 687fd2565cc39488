import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditVerification } from '../../../electron/bridge/audit.ts';
import { type Bridge, connect, type Reply } from '../../../electron/bridge/crossing/connect.ts';
import { folderId } from '../../../electron/host/audit/key.ts';
import { markItem } from '../../../electron/host/audit/mark.ts';
import { type Host, openHost } from '../../../electron/host/index.ts';
import type { KeyStore } from '../../../electron/host/keys/keys.ts';
import { StoreError } from '../../../electron/host/store/open.ts';
import { openWindowState } from '../../../electron/main/window-state.ts';
import { startMockServer, type MockApi } from '../../../mock-server/index.ts';
import { randomFor } from '../../../mock-server/random.ts';
import { endSessions } from '../../../scripts/end-sessions.ts';
import { memory, newFolder } from '../../../scripts/folders.ts';
import { saveConnection } from '../../../scripts/mock-subject.ts';
import { damages } from './damage.ts';
import type { Damage } from './damaged-file.ts';
import { tally } from './figures.ts';
import { nameOf, outcomeOf, type Watch } from './watch.ts';

/** A call that only reads is over by then, ms. */
const longestCall = 5000;

/** What a start is asked for once it is there: everything that comes out of a file. */
const questions: [method: string, input: object][] = [
  ['connections.list', {}],
  ['settings.read', {}],
  ['revocation.runs', {}],
  ['audit.verify', {}],
  ['audit.list', { filter: { connectionId: null, action: null, text: '' }, before: null, limit: 100 }],
  ['timeline.list', { connectionId: null, text: '', before: null, limit: 100 }],
];

/** Keys that outlive a host, as a keychain's do. */
function keysIn(values: Map<string, string>): KeyStore {
  return {
    kind: 'keychain',
    read: async (id) => values.get(id) ?? null,
    write: async (id, value) => void values.set(id, value),
    remove: async (id) => void values.delete(id),
  };
}

function open(folder: string, keys: Map<string, string>, report: Watch['report']): Host {
  const keychain = { state: 'ready', keys: keysIn(keys) } as const;
  const parts = { folder, keychain, shell: 'browser', version: '', demo: null, report } as const;
  return openHost({ ...parts, budget: 10_000, backoff: 1 });
}

/** Damages the files of a data folder in every way there is here, and starts Sessiondeck on each. */
export async function fuzzFiles(watch: Watch): Promise<void> {
  const folder = newFolder(memory);
  const keys = new Map<string, string>();
  const [whole, killed, earlier] = ['whole', 'killed', 'earlier'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  try {
    await fill(watch, { whole, killed, earlier }, keys);
    const random = randomFor(`fuzz ${watch.options.seed} files`);
    for (const damage of damages({ whole, killed, earlier }, watch.options.n, random)) {
      if (!watch.goesOn) break;
      watch.count(damage.kind);
      const trial = join(folder, 'trial');
      cpSync(damage.from, trial, { recursive: true });
      damage.apply(trial);
      if (damage.file === 'window.json') startWindow(watch, trial, damage);
      else await start(watch, trial, damage, keysFor(damage, keys, { from: whole, to: trial }));
      rmSync(trial, { recursive: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A folder that was used and closed, and what a kill leaves of it. */
async function fill(
  watch: Watch,
  { whole, killed, earlier }: Record<'whole' | 'killed' | 'earlier', string>,
  keys: Map<string, string>,
): Promise<void> {
  mkdirSync(whole);
  const state = openWindowState(join(whole, 'window.json'), (error) => watch.report('the window', error));
  state.save({ bounds: { x: 10, y: 20, width: 900, height: 700 }, maximized: true, theme: 'dark', zoom: 1 });
  const mock = await startMockServer({ apis: ['vault', 'clerk'] });
  const host = open(whole, keys, watch.report);
  try {
    const bridge = connect(host);
    for (const api of mock.apis.values()) {
      // The last of these is kept.
      cpSync(whole, earlier, { recursive: true });
      await use(bridge, api);
    }
    await bridge('settings.save', { undo: 10 });
    cpSync(whole, killed, { recursive: true });
  } finally {
    await host.close();
    await mock.close();
  }
}

/** What the keychain has for a copy of the folder: a log's key and mark go by the folder's path. */
function keysFor(
  { isUnmarked }: Damage,
  keys: ReadonlyMap<string, string>,
  { from, to }: { from: string; to: string },
): Map<string, string> {
  const own = [...keys].map(([name, value]) => [name.replace(folderId(from), folderId(to)), value] as const);
  return new Map(own.filter(([name]) => !(isUnmarked && name === markItem(to))));
}

/** Leaves a connection, requests, a run and entries of the audit log. */
async function use(bridge: Bridge, api: MockApi): Promise<void> {
  const connectionId = await saveConnection(bridge, api);
  const { sessions } = await bridge('sessions.list', { connectionId, filters: api.access.filters });
  const ids = sessions.filter(({ status, current }) => status === 'active' && !current).map(({ id }) => id);
  await endSessions(bridge, { connectionId, scope: 'selected', sessionIds: ids.slice(0, 3) });
}

async function start(watch: Watch, folder: string, damage: Damage, keys: Map<string, string>): Promise<void> {
  const damaged = readFileSync(join(folder, damage.file));
  try {
    const report = (method: string, error: unknown) => watch.report(`${method} with ${damage.what}`, error);
    const host = open(folder, keys, report);
    try {
      for (const [method, input] of questions) {
        const reply = await watch.settle(
          () => `${method} with ${damage.what}`,
          longestCall,
          host.invoke(method, input),
        );
        tally(watch.figures.outcomes, `${method}: ${outcomeOf(reply)}`);
        if (method === 'audit.verify') judgeLog(watch, damage, reply);
      }
    } finally {
      await host.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) return watch.find('ours', `${nameOf(error)} with ${damage.what}`);
    tally(watch.figures.outcomes, 'does not start, and says why');
    if (!says(error.message, folder))
      watch.find('wrong', `it does not say what to do with ${damage.what}: ${error.message}`);
    if (!readFileSync(join(folder, damage.file)).equals(damaged))
      watch.find('wrong', `it changed ${damage.what}`);
  }
}

function judgeLog(watch: Watch, { log, what }: Damage, reply: Reply | null): void {
  if (log === undefined || !reply?.ok) return;
  const { state } = reply.value as AuditVerification;
  if (state !== (log === 'whole' ? 'whole' : 'bad'))
    watch.find('wrong', `the log is called ${state} with ${what}`);
}

/** Names the file, and what can be done. */
function says(message: string, folder: string): boolean {
  return message.includes(folder) && /move it away|Start the newer|SESSIONDECK_DATA/.test(message);
}

function startWindow(watch: Watch, folder: string, { file, what }: Damage): void {
  try {
    const state = openWindowState(join(folder, file), (error) => watch.report('the window', error));
    const { bounds, zoom } = state.read();
    const sides = bounds ? [bounds.x, bounds.y, bounds.width, bounds.height, zoom] : [zoom];
    if (!sides.every(Number.isFinite)) watch.find('wrong', `the window has no place with ${what}`);
    state.save({ maximized: false, fullScreen: true });
    tally(watch.figures.outcomes, 'the window opens');
  } catch (error) {
    watch.find('ours', `the window: ${nameOf(error)} with ${what}`);
  }
}
