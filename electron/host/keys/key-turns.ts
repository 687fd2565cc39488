import { isOfHandles } from './credential-changes.ts';
import type { Credential } from './credential.ts';
import type { Credentials } from './credentials.ts';
import { oneByOne } from '../work/one-by-one.ts';

/** How often a person has changed a key, and how often it was forgotten. */
interface Age {
  changed: number;
  forgotten: number;
}

/**
 * The same keys, with one thing at a time done to each. What an operation changes is applied only while the key is still
 * the one that it read: a key that a person has given, moved or forgotten meanwhile stays so.
 */
export function inTurns(own: Credentials): Credentials {
  const inTurn = oneByOne();
  const ages = new Map<string, Age>();
  const readAt = new WeakMap<Credential, Age>();
  const ageOf = (id: string): Age => ages.get(id) ?? { changed: 0, forgotten: 0 };

  function changing<Result>(id: string, { forgotten }: Pick<Age, 'forgotten'>, work: () => Result): Result {
    const age = ageOf(id);
    ages.set(id, { changed: age.changed + 1, forgotten: age.forgotten + forgotten });
    return work();
  }

  const change: Credentials['change'] = (place, changes, since, asked = false) =>
    inTurn(place.id, async () => {
      const now = ageOf(place.id);
      const then = readAt.get(since) ?? now;
      if (then.forgotten !== now.forgotten) return false;
      const isSame = asked || then.changed === now.changed;
      const left = isSame ? changes : changes.filter(isOfHandles);
      const isApplied = left.length === 0 || (await own.change(place, left, since));
      return isApplied && left.length === changes.length;
    });

  return {
    ...own,
    status: (place) => inTurn(place.id, () => own.status(place)),
    read: (place) =>
      inTurn(place.id, async () => {
        const before = ageOf(place.id);
        const credential = await own.read(place);
        readAt.set(credential, before);
        return credential;
      }),
    change,
    put: (place, changes, inMemory) =>
      inTurn(place.id, () => changing(place.id, { forgotten: 0 }, () => own.put(place, changes, inMemory))),
    save: (place) => inTurn(place.id, () => changing(place.id, { forgotten: 0 }, () => own.save(place))),
    forget: (id) => inTurn(id, () => changing(id, { forgotten: 1 }, () => own.forget(id))),
    clear: (removed) =>
      removed === null
        ? own.clear(null)
        : inTurn(removed, () => changing(removed, { forgotten: 1 }, () => own.clear(removed))),
  };
}
