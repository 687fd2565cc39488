const shortest = 1000;
const longest = 3000;
const growth = 1.25;

/** Asks again and again: later and later, with jitter, and not at all while nobody can see the page. */
export class Polling {
  readonly #ask: () => Promise<boolean>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = shortest;
  #running = false;
  #asking = false;

  /** @param ask resolves with whether to go on */
  constructor(ask: () => Promise<boolean>) {
    this.#ask = ask;
  }

  start(): void {
    this.stop();
    this.#running = true;
    this.#pause = shortest;
    document.addEventListener('visibilitychange', this.#seen);
    this.#wait();
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#seen);
  }

  /** Asks at once: something is known to have happened. */
  readonly now = async (): Promise<void> => {
    if (!this.#running || this.#asking) return;
    clearTimeout(this.#timer);
    this.#asking = true;
    const goOn = await this.#ask().finally(() => (this.#asking = false));
    if (!goOn) this.stop();
    else this.#wait();
  };

  readonly #seen = (): void => {
    if (!document.hidden) void this.now();
  };

  #wait(): void {
    if (!this.#running || document.hidden) return;
    // Jitter: many pages that began together should not ask together.
    const jitter = 0.8 + Math.random() * 0.4;
    this.#timer = setTimeout(this.now, this.#pause * jitter);
    this.#pause = Math.min(longest, this.#pause * growth);
  }
}
