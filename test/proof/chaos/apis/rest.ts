import type { MockApi } from '../../../../mock-server/index.ts';
import { ago, endOfPath, inAWeek, putRows, rowsOf, times, type Kind, type Row } from './kind.ts';

// The three APIs that name a session by an id in the path.

/** The row of the seed that is our own; it stays as it was. */
const own: Record<string, number> = { 'nest-sessions': 0, vault: 1 };
const originals = new WeakMap<object, Row>();

const rest = (parts: {
  make: (like: Row, place: number, id: string) => object;
  lives: (row: Row) => boolean;
}): Pick<Kind, 'most' | 'fill' | 'living' | 'toEnd'> => ({
  most: 200,
  fill(api, count, random) {
    const like = originals.get(api) ?? structuredClone(rowsOf(api)[own[api.id] ?? 0]);
    if (!like) throw new Error(`the mock server of ${api.id} has no session`);
    originals.set(api, like);
    const fresh = times(count, (place) => {
      const id = api.id === 'clerk' ? `sess_${random.text(27)}` : random.uuid();
      return { ...like, ...parts.make(like, place, id), id };
    });
    putRows(api, api.id in own ? [structuredClone(like), ...fresh] : fresh);
    return fresh.map(({ id }) => id);
  },
  living: (api) => new Set(rowsOf(api).flatMap((row) => (parts.lives(row) ? [row.id] : []))),
  toEnd: (_, request) => endOfPath(request),
});

const firstRow = (api: MockApi) => rowsOf(api)[0]?.id ?? '';

export const nestSessions: Kind = {
  own: firstRow,
  ...rest({
    make: (_, place) => ({ lastActiveAt: ago(place), expiresAt: inAWeek() }),
    lives: ({ isRevoked }) => isRevoked === false,
  }),
  byName: true,
  operations: {
    list: 'sessionControllerGetActiveSessions',
    end: 'sessionControllerRevokeSession',
    lookUp: 'sessionControllerValidateSession',
  },
};

export const vault: Kind = {
  own: firstRow,
  ...rest({
    make: (_, place) => ({ createdAt: ago(place), expiresAt: inAWeek() }),
    lives: ({ status }) => status === 'active',
  }),
  byName: false,
  operations: { list: 'listSessions', end: 'revokeSession', lookUp: null },
};

export const clerk: Kind = {
  ...rest({
    make: (_, place) => ({ status: 'active', created_at: Date.now() - place * 1000 }),
    lives: ({ status }) => status === 'active',
  }),
  // A list of active ones does not hold what has ended.
  filters: ({ access }) => ({ userId: access.filters['userId']?.split(' ')[0] ?? '', status: 'active' }),
  byName: true,
  operations: { list: 'get_session_list', end: 'revoke_session', lookUp: 'get_session' },
};
