const shortest = 1000;
const longest = 3000;
const growth = 1.25;

/** Polls at growing intervals with jitter, and pauses while the page is hidden. */
export class Polling {
  readonly #ask: () => Promise<boolean>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = shortest;
  #running = false;
  /** The run that waits for an answer; an earlier one's does not hold up a later one. */
  #asking: number | null = null;
  /** Counts what was heard of: more may have happened than the answer on its way knows. */
  #heard = 0;
  /** Counts the starts: an answer to a question of an earlier run decides nothing. */
  #run = 0;

  /** @param ask resolves with whether to go on */
  constructor(ask: () => Promise<boolean>) {
    this.#ask = ask;
  }

  start(): void {
    this.stop();
    this.#run += 1;
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

  /** Asks at once, because something is known to have happened. */
  readonly now = async (): Promise<void> => {
    if (!this.#running || document.hidden) return;
    this.#heard += 1;
    if (this.#asking !== this.#run) await this.#turn();
  };

  readonly #seen = (): void => {
    if (document.hidden) clearTimeout(this.#timer);
    else void this.now();
  };

  async #turn(): Promise<void> {
    const run = this.#run;
    const heard = this.#heard;
    clearTimeout(this.#timer);
    this.#asking = run;
    const goOn = await this.#ask();
    if (run !== this.#run) return;
    this.#asking = null;
    if (!goOn) this.stop();
    else if (heard !== this.#heard) await this.#turn();
    else this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (!this.#running || document.hidden) return;
    // Jitter: pages that started together should not all ask at the same time.
    const jitter = 0.8 + Math.random() * 0.4;
    this.#timer = setTimeout(() => void this.now(), this.#pause * jitter);
    this.#pause = Math.min(longest, this.#pause * growth);
  }
}
