import type { WebFrameMain } from 'electron';
import { fromChromium } from '../origins.ts';

type Used =
  'url' | 'origin' | 'name' | 'parent' | 'top' | 'detached' | 'isDestroyed' | 'routingId' | 'processId';

let frames = 0;

/** A document in a frame; another document is another one of these. */
export class StandInFrame implements Pick<WebFrameMain, Used> {
  readonly url: string;
  readonly name: string;
  readonly parent: WebFrameMain | null;
  readonly routingId = (frames += 1);
  readonly processId = 1;
  #gone = false;

  constructor(address: string, name: string, parent: StandInFrame | null) {
    this.url = fromChromium(address);
    this.name = name;
    // Only what is declared above is there of it.
    this.parent = parent as unknown as WebFrameMain | null;
  }

  get origin(): string {
    const { protocol, host } = URL.canParse(this.url) ? new URL(this.url) : { protocol: '', host: '' };
    return host === '' ? 'null' : `${protocol}//${host}`;
  }

  get top(): WebFrameMain | null {
    return this.parent === null ? (this as unknown as WebFrameMain) : this.parent.top;
  }

  get detached(): boolean {
    return this.#gone;
  }

  isDestroyed(): boolean {
    return this.#gone;
  }

  /** Its document has been left. */
  leave(): void {
    this.#gone = true;
  }
}
