import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { afterEach, describe, expect, test } from 'vitest';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { SignInAttempt } from '../../electron/bridge/sign-in.ts';
import { eventHub } from '../../electron/bridge/crossing/serve.ts';
import { m } from '../../electron/main/messages/compiled/messages.js';
import { notify, openNotifications } from '../../electron/main/outward/notifications.ts';
import { openTray } from '../../electron/main/tray.ts';
import { shownText, speak } from '../../electron/main/words.ts';
import { settle } from './fakes.ts';

const totals = { planned: 3, open: 0, ended: 3, failed: 0, notSent: 0, unknown: 0 };
const done = {
  scope: 'selected' as const,
  state: 'done' as const,
  ...{
    id: 'r',
    connectionId: 'c',
    startedAt: 1,
    endedAt: 2,
    sendsAt: null,
    sendsIn: null,
    delay: null,
    pause: null,
    stopped: null,
    totals,
  },
};

function telling({ wanted = true, locked = false, name = 'Production', phase = 'signed-in' } = {}) {
  const hub = eventHub();
  const shown: string[] = [];
  const opened: string[] = [];
  const reports: unknown[] = [];
  const clicks: (() => void)[] = [];
  let checks = 0;
  const call = async (method: string) => {
    if (method === 'connections.list') return [{ id: 'c', name }];
    checks += 1;
    if (phase === 'fails') throw new Error('unreachable');
    return { phase: phase as SignInAttempt['phase'], approval: null };
  };
  const bridge = Object.assign(call, { on: hub.subscribe }) as unknown as Bridge;
  notify({
    ...{ bridge, wanted: () => wanted, isLocked: () => locked, report: (error) => reports.push(error) },
    show: (title, body, chosen) => void (shown.push(`${title}: ${body}`), clicks.push(chosen)),
    open: (connectionId) => opened.push(connectionId),
  });
  const publish: typeof hub.publish = (...given) => hub.publish(...given);
  return { publish, shown, opened, reports, clicks, checks: () => checks };
}

describe('notifications', () => {
  test('tell of new sessions, finished runs and answered sign-ins, by the connection’s name', async () => {
    const { publish, shown } = telling();
    publish('watch.found', { connectionId: 'c', count: 1 });
    publish('watch.found', { connectionId: 'c', count: 3 });
    publish('revocation.progress', done);
    publish('revocation.progress', { ...done, totals: { ...totals, ended: 1, failed: 1, unknown: 1 } });
    publish('signIn.changed', { connectionId: 'c', attemptId: 'a' });
    await settle();
    expect(shown).toEqual([
      'Production: 1 session is new',
      'Production: 3 sessions are new',
      'Production: 3 sessions ended.',
      'Production: 1 ended, 1 failed, 0 not sent, 1 unknown.',
      'Production: The sign-in was accepted.',
    ]);
  });

  test('say nothing while the person looks at the window or wants none, and ask the server nothing then', async () => {
    const { publish, shown, checks } = telling({ wanted: false });
    publish('watch.found', { connectionId: 'c', count: 1 });
    publish('revocation.progress', done);
    publish('signIn.changed', { connectionId: 'c', attemptId: 'a' });
    await settle();
    expect([shown, checks()]).toEqual([[], 0]);
  });

  test('say nothing of a run that goes on or was taken back', async () => {
    const { publish, shown } = telling();
    for (const state of ['waiting', 'sending', 'paused', 'reading-back', 'undone'] as const)
      publish('revocation.progress', { ...done, state });
    await settle();
    expect(shown).toEqual([]);
  });

  test('do not name the connection while it is locked', async () => {
    const { publish, shown } = telling({ locked: true });
    publish('watch.found', { connectionId: 'c', count: 2 });
    await settle();
    expect(shown).toEqual(['Sessiondeck: 2 sessions are new']);
  });

  test('tell of each answer once, and of no question that is still open', async () => {
    const answered = telling({ phase: 'declined' });
    for (let times = 0; times < 3; times += 1)
      answered.publish('signIn.changed', { connectionId: 'c', attemptId: 'a' });
    await settle();
    expect(answered.shown).toEqual(['Production: The sign-in was declined.']);
    const open = telling({ phase: 'confirm' });
    open.publish('signIn.changed', { connectionId: 'c', attemptId: 'a' });
    await settle();
    expect(open.shown).toEqual([]);
  });

  test('report what they could not find out', async () => {
    const { publish, shown, reports } = telling({ phase: 'fails' });
    publish('signIn.changed', { connectionId: 'c', attemptId: 'a' });
    await settle();
    expect([shown, reports]).toEqual([[], [new Error('unreachable')]]);
  });

  test('open the connection when they are clicked', async () => {
    const { publish, clicks, opened } = telling();
    publish('watch.found', { connectionId: 'c', count: 1 });
    await settle();
    clicks[0]?.();
    expect(opened).toEqual(['c']);
  });

  test('are shown by the system, where it has any', () => {
    const made: (EventEmitter & { options: object; isShown: boolean })[] = [];
    class Note extends EventEmitter {
      static supported = true;
      static isSupported = () => Note.supported;
      isShown = false;
      readonly options: object;
      constructor(options: object) {
        super();
        this.options = options;
        made.push(this);
      }
      show() {
        this.isShown = true;
      }
    }
    let chosen = 0;
    openNotifications(Note as never)('Title', 'Body', () => (chosen += 1));
    made[0]?.emit('click');
    expect(made).toMatchObject([{ options: { title: 'Title', body: 'Body' }, isShown: true }]);
    expect(chosen).toBe(1);
    Note.supported = false;
    openNotifications(Note as never)('Title', 'Body', () => undefined);
    expect(made).toHaveLength(1);
  });
});

describe('a name for the system to show', () => {
  test.each([
    ['Production', 'Production'],
    ['  a\n\nb\t', 'a b'],
    ['safe\u202Eevil\u200B', 'safe evil'],
    ['x'.repeat(500), `${'x'.repeat(59)}…`],
    ['👩'.repeat(60), '👩'.repeat(60)],
  ])('%j is shown as %j', (name, shown) => {
    expect(shownText(name)).toBe(shown);
  });
});

function traying() {
  const icons: (EventEmitter & { gone: boolean; items: MenuItemConstructorOptions[] })[] = [];
  class Icon extends EventEmitter {
    gone = false;
    items: MenuItemConstructorOptions[] = [];
    constructor() {
      super();
      icons.push(this);
    }
    setToolTip = () => undefined;
    setContextMenu(items: unknown) {
      this.items = items as MenuItemConstructorOptions[];
    }
    destroy() {
      this.gone = true;
    }
  }
  const done: string[] = [];
  const tray = openTray({
    ...{ Tray: Icon as never, Menu: { buildFromTemplate: (items: unknown) => items } as never },
    image: () => ({}) as never,
    ...{ open: () => done.push('open'), lock: () => done.push('lock'), quit: () => done.push('quit') },
    openConnection: (connectionId) => done.push(connectionId),
  });
  return { tray, icons, done };
}

describe('the tray', () => {
  test('has an icon only while the person wants one', () => {
    const { tray, icons } = traying();
    tray.show(false, []);
    expect([icons.length, tray.isShown()]).toEqual([0, false]);
    tray.show(true, []);
    tray.show(true, []);
    expect([icons.length, tray.isShown()]).toEqual([1, true]);
    tray.show(false, []);
    expect([icons[0]?.gone, tray.isShown()]).toEqual([true, false]);
  });

  test('opens, locks and quits, and leads to what is watched', () => {
    const { tray, icons, done } = traying();
    tray.show(true, [{ connectionId: 'c', name: 'Ann & Bob\u202E' }]);
    const items = icons[0]?.items ?? [];
    expect(items.map(({ label }) => label)).toEqual([
      ...['Open Sessiondeck', undefined, 'Watching Ann && Bob', undefined, 'Lock', 'Quit Sessiondeck'],
    ]);
    for (const { click } of items) (click as (() => void) | undefined)?.();
    icons[0]?.emit('click');
    expect(done).toEqual(['open', 'c', 'lock', 'quit', 'open']);
  });
});

describe('the main process’s own words', () => {
  afterEach(() => speak(['en']));
  const words = (locale: string) =>
    JSON.parse(
      readFileSync(join(import.meta.dirname, `../../electron/main/messages/${locale}.json`), 'utf8'),
    ) as object;

  test('are there in both languages', () => {
    expect(Object.keys(words('de'))).toEqual(Object.keys(words('en')));
  });

  test.each([
    [['de-AT', 'en'], 'Rückgängig'],
    [['fr', 'de'], 'Rückgängig'],
    [['en-GB', 'de'], 'Undo'],
    [['fr', 'ja'], 'Undo'],
    [[], 'Undo'],
  ])('%j are spoken to as “%s”', (languages, undo) => {
    speak(languages);
    expect(m.role_undo()).toBe(undo);
  });
});
