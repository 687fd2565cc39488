import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Reply } from '../../../electron/bridge/crossing/connect.ts';
import { Canary } from './canary.ts';
import { find, isClean, noFigures, tally, type FaultName, type LegFigures, type LegName } from './figures.ts';

/** What a leg is made to do wrong, so that it is seen whether that is found out: end at once, or everything else. */
export type Sabotage = 'crash' | 'all else';

/** Room beside a deadline before a call counts as hanging, ms. */
const room = 250;

/** What a leg is asked for. */
export interface LegOptions {
  leg: LegName;
  n: number;
  seconds: number;
  seed: number;
  /** No more inputs once anything was found. */
  first?: boolean;
  /** Instead of the leg: for the harness's own test. */
  sabotage?: Sabotage;
}

/** Looks on while a leg runs, and counts what must not be. */
export class Watch {
  readonly figures: LegFigures;
  readonly options: LegOptions;
  /** Secrets that must not come out anywhere. */
  secrets: string[] = [];
  readonly #started = performance.now();
  readonly #lag = monitorEventLoopDelay({ resolution: 5 });
  #canary = new Canary([]);

  constructor(options: LegOptions) {
    this.options = options;
    this.figures = noFigures(options.leg, options.seed);
    this.#lag.enable();
    process.on('uncaughtException', (error) => this.find('uncaught', nameOf(error)));
    process.on('unhandledRejection', (error) => this.find('uncaught', `a promise: ${nameOf(error)}`));
  }

  /** Whether there is more to do, and time for it. */
  get goesOn(): boolean {
    const { n, seconds, first = false } = this.options;
    if (first && !isClean(this.figures)) return false;
    const late = (performance.now() - this.#started) / 1000 > seconds;
    if (late && this.figures.n < n) this.figures.complete = false;
    return this.figures.n < n && !late;
  }

  /** Sets the secrets that are looked for from here on. */
  guard(secrets: Iterable<string>): void {
    this.secrets = [...new Set(secrets)].filter((secret) => secret.length >= 8);
    this.#canary = new Canary(this.secrets);
  }

  /** Counts a hostile input. */
  count(kind: string): void {
    this.figures.n += 1;
    tally(this.figures.kinds, kind);
  }

  find(name: FaultName, what: string): void {
    find(this.figures, name, what);
  }

  /** For the host: a fault of its own. */
  report = (method: string, error: unknown): void => {
    this.find('ours', `${method}: ${nameOf(error)}`);
  };

  /** Awaits a call; null when it has not settled by its deadline, or rejected, which no call may. */
  async settle(what: () => string, deadline: number, work: Promise<Reply>): Promise<Reply | null> {
    const late = Promise.withResolvers<null>();
    const timer = setTimeout(() => {
      // Where the loop itself was late, what is due now settles first.
      setImmediate(() => setImmediate(() => late.resolve(null)));
    }, deadline + room);
    try {
      const reply = await Promise.race([work, late.promise]);
      if (reply === null) this.find('hangs', what());
      else this.look(what, reply);
      return reply;
    } catch (error) {
      this.find('ours', `${what()} rejected: ${nameOf(error)}`);
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Looks for secrets in what came out. */
  look(what: () => string, came: unknown): void {
    const form = this.#canary.formIn(JSON.stringify(came));
    if (form !== null) this.find('hits', `as ${form} in the reply of ${what()}`);
  }

  lookInFiles(folder: string): void {
    for (const file of this.#canary.filesIn(folder)) this.find('hits', `in the file ${file}`);
  }

  /** Resolves with the figures, once whatever is still on its way has had a moment to go wrong. */
  async end(): Promise<LegFigures> {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if ('polluted' in {}) this.find('wrong', 'the prototype of all objects was changed');
    this.#lag.disable();
    // What starts hosts one after another does not wait for anything in between.
    this.figures.lag = this.options.leg === 'files' ? 0 : this.#lag.percentile(99) / 1e6;
    this.figures.seconds = (performance.now() - this.#started) / 1000;
    return this.figures;
  }
}

/** What became of a call, in a word. */
export function outcomeOf(reply: Reply | null): string {
  if (reply === null) return 'nothing';
  return reply.ok ? 'a value' : reply.failure.code;
}

/** An error in one line, with where it was thrown. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const [first = '', second = ''] = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return `${error.name}: ${error.message.slice(0, 120)} ${first.trim()} ${second.trim()}`;
}

/** As much of an input as helps to find it. */
export function shown(input: Buffer): string {
  const text = JSON.stringify(input.toString('latin1', 0, 300));
  return input.length > 300 ? `${text}… (${input.length} bytes)` : text;
}
