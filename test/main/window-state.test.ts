import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstState, openWindowState, placeOn } from '../../electron/main/window-state.ts';
import { keepInSight } from '../../electron/main/window.ts';
import { fakeWindow } from './fakes.ts';
import { newFolder } from '../support/host.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = newFolder();
  file = join(folder, 'window.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const opened = (reports: unknown[] = []) => openWindowState(file, (error) => reports.push(error));
const bounds = { x: 1, y: 2, width: 900, height: 700 };
const state = { bounds, maximized: true, fullScreen: false, zoom: -1, theme: 'dark' } as const;

describe('the window’s state', () => {
  test('is there again at the next start, in a file for its owner alone', () => {
    opened().save(state);
    opened().save({ zoom: 2 });
    expect(opened().read()).toEqual({ ...state, zoom: 2 });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('is written when it changes, and only then', () => {
    const kept = opened();
    kept.save(firstState);
    expect(() => statSync(file)).toThrow();
    kept.save(state);
    writeFileSync(file, 'touched');
    kept.save({ ...state, bounds: { ...bounds } });
    expect(readFileSync(file, 'utf8')).toBe('touched');
  });

  test('is as at first where the file is broken, cut off anywhere, or something else; and the file is replaced', () => {
    opened().save(state);
    const whole = readFileSync(file, 'utf8');
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(file, whole.slice(0, length));
      expect(opened().read()).toEqual(firstState);
    }
    for (const text of ['null', '[]', '7', '"x"', '{"bounds":[]}', '\0']) {
      writeFileSync(file, text);
      expect(opened().read()).toEqual(firstState);
    }
    opened().save(state);
    expect(opened().read()).toEqual(state);
  });

  test('whatever a file says, what is read of it can be used', () => {
    const number = fc.oneof(fc.double(), fc.integer(), fc.constant(null), fc.string());
    const shape = fc.record(
      {
        bounds: fc.record({ x: number, y: number, width: number, height: number }, { requiredKeys: [] }),
        ...{ maximized: number, fullScreen: number, zoom: number, theme: fc.string() },
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(shape, fc.jsonValue()), (value) => {
        writeFileSync(file, JSON.stringify(value));
        const { bounds: place, maximized, fullScreen, zoom, theme } = opened().read();
        const booleans = typeof maximized === 'boolean' && typeof fullScreen === 'boolean';
        const known = [null, 'system', 'light', 'dark'].includes(theme);
        const hasArea = place === null || (place.width > 0 && place.height > 0);
        return booleans && known && hasArea && Math.abs(zoom) <= 5;
      }),
      { numRuns: 300 },
    );
  });

  test('that cannot be written is told, and kept for this start', () => {
    mkdirSync(`${file}.new`);
    const reports: unknown[] = [];
    const kept = opened(reports);
    kept.save(state);
    expect([reports.length, kept.read()]).toEqual([1, state]);
  });
});

const left = { workArea: { x: 0, y: 25, width: 1920, height: 1055 } };
const right = { workArea: { x: 1920, y: 0, width: 2560, height: 1400 } };

describe('the place of a window', () => {
  test.each([
    ['where it was', [left, right], { x: 100, y: 100, width: 900, height: 700 }, {}],
    ['on the second display', [left, right], { x: 2000, y: 50, width: 900, height: 700 }, {}],
    ['back on the display that is left', [left], { x: 1800, y: 50, width: 900, height: 700 }, { x: 1020 }],
    ['below the menu bar', [left], { x: 0, y: 0, width: 900, height: 700 }, { y: 25 }],
    [
      'as large as the display allows',
      [left],
      { x: 5, y: 25, width: 4000, height: 3000 },
      { x: 0, ...size(left) },
    ],
  ])('%s', (_, displays, kept, changed) => {
    expect(placeOn(displays, left, kept)).toEqual({ ...kept, ...changed });
  });

  test('the middle of the first display, when it was never moved or its display is gone', () => {
    const middle = { x: 320, y: 152, width: 1280, height: 800 };
    expect(placeOn([left], left, null)).toEqual(middle);
    expect(placeOn([left], left, { x: 2000, y: 50, width: 900, height: 700 })).toEqual(middle);
  });

  test('within one work area, whatever was kept and whatever displays there are', () => {
    const side = fc.integer({ min: -20_000, max: 20_000 });
    const length = fc.integer({ min: 1, max: 20_000 });
    const rectangle = fc.record({ x: side, y: side, width: length, height: length });
    const display = rectangle.map((workArea) => ({ workArea }));
    fc.assert(
      fc.property(fc.array(display, { minLength: 1 }), fc.option(rectangle), (displays, kept) => {
        const [first = left] = displays;
        const place = placeOn(displays, first, kept);
        return (
          place.width > 0 && place.height > 0 && displays.some(({ workArea }) => isWithin(place, workArea))
        );
      }),
      { numRuns: 5000 },
    );
  });
});

describe('a window whose display went away', () => {
  const second = { x: 2000, y: 50, width: 900, height: 700 };
  const only = { displays: [left, right] };
  function opened(state: { bounds?: typeof bounds; isMaximized?: boolean; isMinimized?: boolean } = {}) {
    const { bounds: at = second, ...is } = state;
    const { window, calls } = fakeWindow({ getBounds: at, isFullScreen: false, isDestroyed: false, ...is });
    only.displays = [left, right];
    const screen = Object.assign(new EventEmitter(), {
      getAllDisplays: () => only.displays,
      getPrimaryDisplay: () => left,
    });
    keepInSight(window as never, screen as never);
    const moves = () =>
      calls.filter(([name]) => ['setBounds', 'maximize', 'unmaximize'].includes(name)).map(([name]) => name);
    const place = () => calls.find(([name]) => name === 'setBounds')?.[1];
    return { window, screen, moves, place };
  }

  test.each([
    ['at once', ({ screen }: ReturnType<typeof opened>) => screen.emit('display-removed')],
    ['when it is shown again', ({ window }: ReturnType<typeof opened>) => window.emit('show')],
    ['once it is no longer minimised', ({ window }: ReturnType<typeof opened>) => window.emit('restore')],
    ['after full screen', ({ window }: ReturnType<typeof opened>) => window.emit('leave-full-screen')],
  ])('comes back onto one that is there, %s', (_, happen) => {
    const all = opened();
    only.displays = [left];
    happen(all);
    expect(isWithin(all.place() as typeof bounds, left.workArea)).toBe(true);
  });

  test('stays where it is while that can be seen, also half beside the display', () => {
    for (const at of [second, { ...second, x: 1100 }, { ...second, x: 4300 }]) {
      const all = opened({ bounds: at });
      for (const event of ['show', 'restore']) all.window.emit(event);
      all.screen.emit('display-metrics-changed');
      expect(all.moves()).toEqual([]);
    }
  });

  test('is moved where only its lower part can be seen: it could not be taken hold of', () => {
    const all = opened({ bounds: { x: 100, y: -600, width: 900, height: 700 } });
    all.window.emit('show');
    expect(all.place()).toEqual({ x: 100, y: 25, width: 900, height: 700 });
  });

  test('is maximised again there, and one that is minimised is left alone', () => {
    const large = opened({ isMaximized: true });
    const small = opened({ isMinimized: true });
    only.displays = [left];
    large.screen.emit('display-removed');
    small.screen.emit('display-removed');
    expect([large.moves(), small.moves()]).toEqual([['unmaximize', 'setBounds', 'maximize'], []]);
  });
});

function size({ workArea }: typeof left) {
  return { width: workArea.width, height: workArea.height };
}

function isWithin(place: typeof bounds, area: typeof bounds): boolean {
  const across = place.x >= area.x && place.x + place.width <= area.x + area.width;
  return across && place.y >= area.y && place.y + place.height <= area.y + area.height;
}
