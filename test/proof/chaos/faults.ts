import type { Random } from '../../../mock-server/random.ts';

/** What can befall a request on its way, with how often each is chosen, against the others. */
const weights = {
  latency: 60,
  'reset before the effect': 40,
  'effect without reply': 40,
  'half a reply': 40,
  '5xx before the effect': 40,
  '5xx after the effect': 40,
  'slow drip': 40,
  // Each of these goes on for a while, and hits requests that it was not chosen for.
  '429 storm': 4,
  'connection refused': 5,
};
export type FaultKind = keyof typeof weights;
export const faultKinds = Object.keys(weights) as FaultKind[];

/** Ways to ask for a second's patience, as they are found on real servers; two of them say nothing usable. */
const waits: (() => Record<string, string>)[] = [
  () => ({ 'retry-after': '1' }),
  // A date has whole seconds: one second from now could be a moment ago.
  () => ({ 'retry-after': new Date(Date.now() + 1500).toUTCString() }),
  () => ({ 'x-retry-after': '1' }),
  () => ({ 'retry-after': 'soon' }),
  () => ({}),
];

/** One fault, ready to be carried out. */
export interface Fault {
  kind: FaultKind;
  /** How long it takes, ms; how much that is of which wait depends on the kind. */
  lasting: number;
  /** Status of an answer that the proxy makes up itself. */
  status: number;
  /** Headers of such an answer. */
  headers: Record<string, string>;
}

/** Chooses faults. The same seed gives the same sequence; which request meets which depends on their order. */
export class Faults {
  /** Share of the requests that are hit, 0 to 1; storms and refusals come on top. */
  share: number;
  readonly counts = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>;
  readonly #random: Random;
  #stormLeft = 0;
  #stormHeaders: Record<string, string> = {};

  constructor(random: Random, share: number) {
    this.#random = random;
    this.share = share;
  }

  /** The fault for the next request, or null for none. While the share is 0 there is none, and no storm goes on. */
  next(only?: FaultKind): Fault | null {
    if (this.share === 0) this.#stormLeft = 0;
    if (this.#stormLeft > 0) return this.#storm();
    const isHit = this.#random.integer(1, 10_000) <= this.share * 10_000;
    return isHit ? this.#of(only ?? this.#pick()) : null;
  }

  #pick(): FaultKind {
    const sum = Object.values(weights).reduce((all, weight) => all + weight, 0);
    let drawn = this.#random.integer(1, sum);
    for (const kind of faultKinds) {
      drawn -= weights[kind];
      if (drawn <= 0) return kind;
    }
    return 'latency';
  }

  #of(kind: FaultKind): Fault {
    if (kind === '429 storm') {
      this.#stormLeft = this.#random.integer(3, 10);
      this.#stormHeaders = this.#random.pick(waits)();
      return this.#storm();
    }
    this.counts[kind] += 1;
    const lasting = kind === 'connection refused' ? [50, 300] : [5, 150];
    return {
      kind,
      lasting: this.#random.integer(lasting[0] ?? 0, lasting[1] ?? 0),
      status: this.#random.pick([500, 502, 503, 504]),
      headers: {},
    };
  }

  #storm(): Fault {
    this.#stormLeft -= 1;
    this.counts['429 storm'] += 1;
    return { kind: '429 storm', lasting: 0, status: 429, headers: this.#stormHeaders };
  }
}
