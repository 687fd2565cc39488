import type { Account, Session } from '../../../../mock-server/apis/nextauth/seed.ts';
import type { MockApi } from '../../../../mock-server/index.ts';
import { putRows, rowsOf, times, type Kind } from './kind.ts';

/** nextAuth: a nonce each, which is a secret; each session has a user of its own, who names it. */
export const nextauth: Kind = {
  most: 40,
  fill(api, count, random) {
    const accounts = times(count, (place): Account => {
      const userid = `user ${random.text(12)}`;
      return { accountid: place, userid, description: 'Phone', pk: random.text(44) };
    });
    const sessions = accounts.map(({ accountid }): Session => {
      return { nonce: random.text(32), accountid, lastAccountid: accountid, context: null };
    });
    putRows(api, accounts, 'accounts');
    putRows(api, sessions);
    putRows(api, [], 'requests');
    return accounts.map(({ userid }) => userid);
  },
  living: (api) => {
    const live = rowsOf<Session>(api).filter(({ accountid }) => accountid !== null);
    return new Set(live.map((session) => nameOf(api, session)));
  },
  toEnd(api, { path, headers }) {
    if (!path.endsWith('/sessions/logout')) return null;
    const session = rowsOf<Session>(api).find(({ nonce }) => nonce === headers['x-nonce']);
    return session ? nameOf(api, session) : null;
  },
  secrets: (api) => {
    const nonces = rowsOf<Session>(api).map(({ nonce }) => nonce);
    return { ...api.access.secrets, nonces: nonces.join('\n') };
  },
  byName: true,
  operations: { list: 'get_session', end: 'logout', lookUp: 'get_session' },
};

function nameOf(api: MockApi, { lastAccountid }: Session): string {
  const account = rowsOf<Account>(api, 'accounts').find(({ accountid }) => accountid === lastAccountid);
  return account?.userid ?? '';
}
