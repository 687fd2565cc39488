import type { Display, Rectangle } from 'electron';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Theme } from '../bridge/shell.ts';

/** How the person left the window. */
export interface WindowState {
  /** Where it was when neither maximised nor full screen; null: never moved. */
  bounds: Rectangle | null;
  maximized: boolean;
  fullScreen: boolean;
  /** Electron's zoom level: 0 is 100 %, each step 20 % more. */
  zoom: number;
  theme: Theme | null;
}

export const firstState: WindowState = {
  bounds: null,
  maximized: false,
  fullScreen: false,
  zoom: 0,
  theme: null,
};
export const smallest = { width: 720, height: 480 };
const usual = { width: 1280, height: 800 };
const largestZoom = 5;

/**
 * The window's state, stored in one small file. A missing or broken file counts as none, and is replaced at the next
 * change. `report` is called when it cannot be written, which does not affect the window.
 */
export function openWindowState(file: string, report: (error: unknown) => void) {
  let state = readState(file);
  return {
    read: () => state,
    save(changes: Partial<WindowState>): void {
      const changed = { ...state, ...changes };
      if (JSON.stringify(changed) === JSON.stringify(state)) return;
      state = changed;
      try {
        writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600, flush: true });
        renameSync(`${file}.new`, file);
      } catch (error) {
        report(error);
      }
    },
  };
}

/** Where to place a window on the current displays: within one work area, as close as possible to where it was. */
export function placeOn(
  displays: readonly Pick<Display, 'workArea'>[],
  primary: Pick<Display, 'workArea'>,
  kept: Rectangle | null,
): Rectangle {
  const seen = kept && displays.map(({ workArea }) => ({ workArea, area: overlap(workArea, kept) }));
  const best = seen?.reduce((a, b) => (b.area > a.area ? b : a), { workArea: primary.workArea, area: 0 });
  if (!kept || !best || best.area === 0) return centred(primary.workArea);
  const { workArea } = best;
  const width = Math.min(kept.width, workArea.width);
  const height = Math.min(kept.height, workArea.height);
  const x = within(kept.x, workArea.x, workArea.x + workArea.width - width);
  const y = within(kept.y, workArea.y, workArea.y + workArea.height - height);
  return { x, y, width, height };
}

/** How much of a window's top edge must be visible to drag it, in pixels. */
const handle = { width: 80, height: 20 };
const titleBar = 32;

/** Whether a window can be seen and moved: enough of its top edge is on a display. */
export function isInSight(displays: readonly Pick<Display, 'workArea'>[], bounds: Rectangle): boolean {
  const { x, y, width, height } = bounds;
  const right = x + width;
  const bottom = y + Math.min(height, titleBar);
  return displays.some(({ workArea }) => {
    const across = Math.min(right, workArea.x + workArea.width) - Math.max(x, workArea.x);
    const down = Math.min(bottom, workArea.y + workArea.height) - Math.max(y, workArea.y);
    return across >= Math.min(width, handle.width) && down >= Math.min(height, handle.height);
  });
}

function centred(area: Rectangle): Rectangle {
  const width = Math.min(usual.width, area.width);
  const height = Math.min(usual.height, area.height);
  const x = area.x + Math.floor((area.width - width) / 2);
  const y = area.y + Math.floor((area.height - height) / 2);
  return { x, y, width, height };
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

function readState(file: string): WindowState {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof read === 'object' && read !== null ? checked({ ...read }) : firstState;
  } catch {
    // No file yet, or an unreadable one: use the defaults.
    return firstState;
  }
}

function checked({ bounds, maximized, fullScreen, zoom, theme }: Record<string, unknown>): WindowState {
  return {
    bounds: isRectangle(bounds) ? bounds : null,
    maximized: maximized === true,
    fullScreen: fullScreen === true,
    zoom: typeof zoom === 'number' ? within(zoom, -largestZoom, largestZoom) : 0,
    theme: theme === 'system' || theme === 'light' || theme === 'dark' ? theme : null,
  };
}

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false;
  const { x, y, width, height } = value as Record<string, unknown>;
  const whole = [x, y, width, height].every((side) => Number.isSafeInteger(side));
  return whole && Number(width) > 0 && Number(height) > 0;
}
