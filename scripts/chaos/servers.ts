import type { Random } from '../../mock-server/random.ts';
import type { WitnessApi } from '../../mock-server/index.ts';

type Row = Record<string, unknown> & { id: string };

/** How the sessions of one API are made and looked at, behind its back. */
interface Kind {
  /** Place of the row that stays, because our own credential acts as it; null: none is. */
  own: number | null;
  filters: (api: WitnessApi) => Record<string, string>;
  make: (like: Row, place: number, random: Random) => Row;
  lives: (row: Row) => boolean;
}

const day = 24 * 60 * 60 * 1000;
const iso = (time: number) => new Date(time).toISOString();

const kinds: Record<string, Kind> = {
  'nest-sessions': {
    own: 0,
    filters: () => ({}),
    make: (like, place, random) => {
      const times = { lastActiveAt: iso(Date.now() - place * 1000), expiresAt: iso(Date.now() + 7 * day) };
      return { ...like, ...times, id: random.uuid() };
    },
    lives: ({ isRevoked }) => isRevoked === false,
  },
  vault: {
    own: 1,
    filters: () => ({}),
    make: (like, place, random) => {
      const times = { createdAt: iso(Date.now() - place * 1000), expiresAt: iso(Date.now() + 7 * day) };
      return { ...like, ...times, id: random.uuid() };
    },
    lives: ({ status }) => status === 'active',
  },
  clerk: {
    own: null,
    // A list of active ones does not hold what has ended: each of those is looked up by itself.
    filters: ({ access }) => ({ userId: access.filters['userId']?.split(' ')[0] ?? '', status: 'active' }),
    make: (like, place, random) => ({
      ...like,
      id: `sess_${random.text(27)}`,
      status: 'active',
      created_at: Date.now() - place * 1000,
    }),
    lives: ({ status }) => status === 'active',
  },
};

/** The APIs that chaos is tried on, in turn. */
export const chaosApis = Object.keys(kinds);

/** One API of the witness: filled before a round, and asked for the truth after it. */
export class Server {
  readonly api: WitnessApi;
  readonly filters: Record<string, string>;
  readonly #kind: Kind;
  readonly #own: Row[];
  readonly #like: Row;

  constructor(api: WitnessApi) {
    const kind = kinds[api.id];
    const like = this.#rowsOf(api)[kind?.own ?? 0];
    if (!kind || !like) throw new Error(`chaos does not know ${api.id}`);
    this.api = api;
    this.#kind = kind;
    this.#like = like;
    this.#own = kind.own === null ? [] : [like];
    this.filters = kind.filters(api);
  }

  /** Puts this many fresh sessions in the place of all others, and returns their ids. */
  refill(count: number, random: Random): string[] {
    const fresh = Array.from({ length: count }, (_, place) => this.#kind.make(this.#like, place + 1, random));
    this.api.db.getState()['sessions'] = [...this.#own, ...fresh];
    return fresh.map(({ id }) => id);
  }

  /** The ids of those that live. */
  living(): Set<string> {
    return new Set(
      this.#rowsOf(this.api)
        .filter((row) => this.#kind.lives(row))
        .map(({ id }) => id),
    );
  }

  #rowsOf(api: WitnessApi): Row[] {
    return (api.db.getState()['sessions'] ?? []) as Row[];
  }
}
