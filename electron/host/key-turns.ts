import type { Credential } from './credential.ts';
import { oneByOne } from './one-by-one.ts';
import type { Credentials } from './realm.ts';

/**
 * The same keys, with one thing at a time done to each. What an operation has to keep, a new cookie say, is kept only
 * while the key is the one that it read: a key that a person has given, moved or forgotten meanwhile stays so.
 */
export function inTurns(own: Credentials): Credentials {
  const inTurn = oneByOne();
  /** How often a person changed each. */
  const changes = new Map<string, number>();
  const readAt = new WeakMap<Credential, number>();
  const changesOf = (id: string) => changes.get(id) ?? 0;

  function changing<Result>(id: string, work: () => Result): Result {
    changes.set(id, changesOf(id) + 1);
    return work();
  }

  return {
    ...own,
    status: (connection) => inTurn(connection.id, () => own.status(connection)),
    read: (connection) =>
      inTurn(connection.id, async () => {
        const before = changesOf(connection.id);
        const credential = await own.read(connection);
        readAt.set(credential, before);
        return credential;
      }),
    write: (id, credential) =>
      inTurn(id, async () => {
        if ((readAt.get(credential) ?? 0) === changesOf(id)) await own.write(id, credential);
      }),
    save: (id, credential) => inTurn(id, () => changing(id, () => own.save(id, credential))),
    hold: (id, credential) => changing(id, () => own.hold(id, credential)),
    forget: (id) => inTurn(id, () => changing(id, () => own.forget(id))),
    clear: (removed) =>
      removed === null ? own.clear(null) : inTurn(removed, () => changing(removed, () => own.clear(removed))),
  };
}
