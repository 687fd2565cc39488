import type { Display, Rectangle, Screen } from 'electron';
import { EventEmitter } from 'node:events';
import { desktop, needsReady } from './desktop.ts';
import { preventable } from './events.ts';

function displays(): Display[] {
  return desktop.config.displays.map((given, index) => {
    const { width, height } = given.workArea;
    const size = { width: given.bounds.width, height: given.bounds.height };
    const display = {
      id: index + 1,
      label: `Display ${index + 1}`,
      size,
      workAreaSize: { width, height },
      ...given,
    };
    return { internal: index === 0, rotation: 0, ...display } as unknown as Display;
  });
}

function overlap(one: Rectangle, other: Rectangle): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, width) * Math.max(0, height);
}

/** The display that a rectangle is mostly on, and the primary one where it is on none. */
export function workAreaOf(bounds: Rectangle | null): Display {
  const [primary, ...others] = displays();
  if (!primary) throw new Error('there is no display');
  if (!bounds) return primary;
  const best = (one: Display, other: Display) =>
    overlap(other.bounds, bounds) > overlap(one.bounds, bounds) ? other : one;
  return others.reduce(best, primary);
}

type Used =
  | 'getAllDisplays'
  | 'getPrimaryDisplay'
  | 'getDisplayMatching'
  | 'getDisplayNearestPoint'
  | 'getCursorScreenPoint';

class StandInScreen extends EventEmitter implements Pick<Screen, Used> {
  getAllDisplays(): Display[] {
    ready();
    return displays();
  }

  getPrimaryDisplay(): Display {
    ready();
    return workAreaOf(null);
  }

  getDisplayMatching(rect: Rectangle): Display {
    ready();
    return workAreaOf(rect);
  }

  getDisplayNearestPoint({ x, y }: { x: number; y: number }): Display {
    ready();
    return workAreaOf({ x, y, width: 1, height: 1 });
  }

  getCursorScreenPoint(): { x: number; y: number } {
    ready();
    return { x: 0, y: 0 };
  }

  /** As when a display is plugged in or taken away. */
  replace(next: typeof desktop.config.displays): void {
    const before = displays();
    desktop.config.displays = next;
    const after = displays();
    for (const display of before.slice(after.length)) this.emit('display-removed', preventable({}), display);
    for (const display of after.slice(before.length)) this.emit('display-added', preventable({}), display);
  }
}

function ready(): void {
  needsReady("The 'screen' module can't be used before the app 'ready' event");
}

export const screen = new StandInScreen();
