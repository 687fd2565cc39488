import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { desktop } from '../desktop.ts';
import { workAreaOf } from '../screen.ts';

type State = 'normal' | 'minimized' | 'maximized' | 'fullscreen';

/** Where a window is, and in what state. */
export class Placing {
  state: State = 'normal';
  normal: Rectangle;
  readonly #options: BrowserWindowConstructorOptions;
  #before: State = 'normal';

  constructor(options: BrowserWindowConstructorOptions) {
    this.#options = options;
    this.normal = placed(options);
  }

  /** What the state was before the one of now. */
  get before(): State {
    return this.#before;
  }

  get bounds(): Rectangle {
    if (this.state === 'maximized') return workAreaOf(this.normal).workArea;
    if (this.state === 'fullscreen') return workAreaOf(this.normal).bounds;
    return { ...this.normal };
  }

  become(state: State): void {
    if (this.state !== 'minimized') this.#before = this.state;
    this.state = state;
  }

  /** Returns which of the two changed. */
  set(bounds: Partial<Rectangle>): { moved: boolean; resized: boolean } {
    const { minWidth = 0, minHeight = 0 } = this.#options;
    const before = this.normal;
    const next = { ...before, ...bounds };
    const { x, y } = next;
    const width = Math.max(next.width, minWidth);
    const height = Math.max(next.height, minHeight);
    this.normal = { x, y, width, height };
    return {
      moved: x !== before.x || y !== before.y,
      resized: width !== before.width || height !== before.height,
    };
  }
}

function centred(width: number, height: number): Rectangle {
  const { workArea } = workAreaOf(null);
  const x = Math.round(workArea.x + (workArea.width - width) / 2);
  const y = Math.round(workArea.y + (workArea.height - height) / 2);
  return { x, y, width, height };
}

/** Where a new window is: in the middle of the primary display, unless it says otherwise. */
function placed({ width = 800, height = 600, x, y }: BrowserWindowConstructorOptions): Rectangle {
  const middle = centred(width, height);
  return { ...middle, x: x ?? middle.x, y: y ?? middle.y };
}

/** Moves the window of a page in Chromium, once there is one. */
export function placeInChromium(page: Promise<{ targetId: string }>, bounds: Rectangle): void {
  const { x: left, y: top, width, height } = bounds;
  void page
    .then(async ({ targetId }) => {
      const { browser } = desktop.chromium;
      const { windowId } = await browser.send('Browser.getWindowForTarget', { targetId });
      await browser.send('Browser.setWindowBounds', { windowId, bounds: { left, top, width, height } });
    })
    // Closed in the meantime.
    .catch(() => undefined);
}
