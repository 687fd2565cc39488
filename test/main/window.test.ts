import type { BrowserWindow, BrowserWindowConstructorOptions, Session } from 'electron';
import { expect, test } from 'vitest';
import { firstState } from '../../electron/main/window-state.ts';
import { loadPage, makeWindow, present, putAway, stateOf } from '../../electron/main/window.ts';
import { fakeWindow } from './fakes.ts';

const session = { name: 'own' } as unknown as Session;
const bounds = { x: 10, y: 20, width: 1280, height: 800 };

function made(devTools: boolean, dark = false): BrowserWindowConstructorOptions {
  function Recording(this: object, options: BrowserWindowConstructorOptions) {
    Object.assign(this, { options });
  }
  const look = { session, preload: '/p.cjs', devTools, dark, bounds };
  const window: unknown = makeWindow(Recording as unknown as typeof BrowserWindow, look);
  return (window as { options: BrowserWindowConstructorOptions }).options;
}

test.each([false, true])(
  'a window is made with exactly these preferences; developer tools: %s',
  (devTools) => {
    const { webPreferences } = made(devTools);
    expect(webPreferences).toEqual({
      ...{ session, preload: '/p.cjs', devTools },
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    });
    expect(webPreferences?.session).toBe(session);
  },
);

test('it has the ground of the page, light or dark, and is not shown before that is drawn', () => {
  expect(made(false, false)).toMatchObject({ ...bounds, show: false, backgroundColor: '#ffffff' });
  expect(made(false, true)).toMatchObject({ backgroundColor: '#17181b' });
});

function loaded(hidden: boolean, state = {}) {
  const fake = fakeWindow();
  loadPage(fake.window as never, { hidden, kept: () => ({ ...firstState, ...state }) });
  fake.webContents.emit('did-finish-load');
  fake.window.emit('ready-to-show');
  return fake.calls;
}

test('it opens as it was left, with our page', () => {
  expect(loaded(false)).toEqual([['loadURL', 'app://page/index.html'], ['setZoomLevel', 0], ['show']]);
  expect(loaded(false, { maximized: true, fullScreen: true, zoom: 1.5 })).toEqual([
    ...[['loadURL', 'app://page/index.html'], ['setZoomLevel', 1.5], ['maximize'], ['setFullScreen', true]],
    ['show'],
  ]);
});

test('it stays away where Sessiondeck starts in the tray', () => {
  expect(loaded(true, { maximized: true })).not.toContainEqual(['show']);
});

test('it comes to the person from wherever it is', () => {
  const minimized = fakeWindow({ isMinimized: true });
  present(minimized.window as never);
  expect(minimized.calls.map(([name]) => name)).toEqual([
    ...['isDestroyed', 'isMinimized', 'restore', 'show', 'focus'],
  ]);
  const hidden = fakeWindow({ isMinimized: false });
  present(hidden.window as never);
  expect(hidden.calls.map(([name]) => name)).toEqual(['isDestroyed', 'isMinimized', 'show', 'focus']);
  const closed = fakeWindow({ isDestroyed: true });
  present(closed.window as never);
  expect(closed.calls).toEqual([['isDestroyed']]);
});

test('put away, it leaves full screen first', () => {
  const full = fakeWindow({ isFullScreen: true });
  putAway(full.window as never);
  expect(full.calls).toEqual([['isFullScreen'], ['setFullScreen', false]]);
  full.window.emit('leave-full-screen');
  expect(full.calls.at(-1)).toEqual(['hide']);
  const plain = fakeWindow({ isFullScreen: false });
  putAway(plain.window as never);
  expect(plain.calls).toEqual([['isFullScreen'], ['hide']]);
});

test('what is kept of it is where it is when neither maximised nor full screen', () => {
  const answers = { getNormalBounds: bounds, isMaximized: true, isFullScreen: false, getZoomLevel: 2 };
  const { window } = fakeWindow(answers);
  expect(stateOf(window as never)).toEqual({ bounds, maximized: true, fullScreen: false, zoom: 2 });
});
