import type { Adapter } from '../../adapters/adapter.ts';
import type { Connection } from '../../bridge/connection.ts';
import { accountOf, normalised } from './person.ts';
import type { Person } from './record.ts';

/** Identifies a server by address and served id, so that two connections to one server share its limits. */
export function serverNameOf({
  connection,
  adapter,
}: {
  connection: Pick<Connection, 'baseUrl' | 'settings'>;
  adapter: Pick<Adapter, 'serverOf'>;
}): string {
  const { hostname, port, protocol } = new URL(connection.baseUrl);
  const isThisMachine = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  const host = isThisMachine ? 'this machine' : hostname.replace(/\.$/, '');
  const own = port || (protocol === 'https:' ? '443' : '80');
  const id = adapter.serverOf?.(connection.settings) ?? '';
  return JSON.stringify(['server', host, own, id]);
}

/**
 * All names of a person on a server: the given ids, and the ids that `known` people connect with them. Variants of an id
 * that differ only in case, width, spaces or invisible characters count as the same person. Two people whose ids differ in
 * nothing else share a limit, which costs one of them a push at most.
 */
export function namesOf(server: string, given: Person, known: readonly Person[]): string[] {
  const user = given.userId === null ? null : spelling(given.userId);
  const account = accountOf(given.accountId);
  const ofUser = known.filter(({ userId }) => userId !== null && spelling(userId) === user);
  const ofAccount = known.filter(({ accountId }) => account !== null && accountOf(accountId) === account);
  const users = [given, ...ofAccount].flatMap(({ userId }) => (userId === null ? [] : [spelling(userId)]));
  const accounts = [given, ...ofUser].flatMap(({ accountId }) => accountOf(accountId) ?? []);
  return [
    ...users.map((name) => JSON.stringify([server, 'user', name])),
    ...accounts.map((name) => JSON.stringify([server, 'account', name])),
  ];
}

function spelling(userId: string): string {
  return normalised(userId, 'NFKC')
    .replace(/[\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu, '')
    .toUpperCase()
    .toLowerCase();
}
