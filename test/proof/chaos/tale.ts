import type { Fault } from '../../../mock-server/index.ts';
import type { Random } from '../../../mock-server/random.ts';
import { falseEnds, liesOf, type About, type Lie } from './lies.ts';
import type { Server } from './server.ts';

/** What goes wrong during one run: on the network, at the server, both or nothing. */
export interface Mode {
  /** Requests meet faults, and the host may be killed. */
  rough: boolean;
  lying: boolean;
}

/** In turn, for each API by itself: so that even a short run has seen all of them. */
const modes: Mode[] = [
  { rough: true, lying: true },
  { rough: false, lying: true },
  { rough: true, lying: false },
  { rough: false, lying: true },
  { rough: true, lying: true },
  { rough: false, lying: false },
];

/** What the server will say during one run. */
export class Tale {
  readonly lie: Lie | null;
  readonly #server: Server;

  constructor(server: Server, lie: Lie | null) {
    this.#server = server;
    this.lie = lie;
    if (lie?.stands) this.#tell(lie.faults({ planned: [], stay: [] }));
  }

  /** From now on, when the plan is made and nothing has been sent. */
  begin(random: Random, about: About): void {
    const { lie } = this;
    if (!lie) return;
    const ends = lie.honestEnds ? [] : falseEnds(this.#server, about.planned.length, random);
    this.#tell([...lie.faults(about), ...ends]);
  }

  /** The server is honest again. */
  end(): void {
    this.#tell([]);
  }

  #tell(faults: Fault[]): void {
    this.#server.api.behaviour.faults = faults;
  }
}

/** Chooses modes in turn, beginning anywhere, and of the lies always one that was told least. */
export class Teller {
  #modes: number;
  readonly #first: number;
  readonly #told = new Map<string, number>();

  constructor(random: Random) {
    this.#modes = random.integer(0, modes.length - 1);
    this.#first = random.integer(0, 1000);
  }

  nextMode(): Mode {
    this.#modes += 1;
    return modes[this.#modes % modes.length] ?? { rough: false, lying: false };
  }

  /** Which lies there are can depend on the round: a server without totals cannot lie about them. */
  nextLie(server: Server): Lie | null {
    const lies = liesOf(server);
    const from = this.#first % lies.length;
    const inTurn = [...lies.slice(from), ...lies.slice(0, from)];
    const [lie = null] = inTurn.toSorted((one, other) => this.#count(one) - this.#count(other));
    if (lie) this.#told.set(lie.name, this.#count(lie) + 1);
    return lie;
  }

  #count({ name }: Lie): number {
    return this.#told.get(name) ?? 0;
  }
}
