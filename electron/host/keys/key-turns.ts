import { isOfHandles } from './credential-changes.ts';
import type { Credential } from './credential.ts';
import type { Credentials } from './credentials.ts';
import { oneByOne } from '../work/one-by-one.ts';

/** How often a person has changed a key, and how often it was forgotten. */
interface Age {
  changed: number;
  forgotten: number;
}

/** A key's live age, and a copy of its counts from when the key was read. */
interface KeyReading extends Age {
  age: Age;
}

/** The ages of all connections' keys. */
class Ages {
  readonly #ages = new Map<string, Age>();

  readingOf(id: string): KeyReading {
    const age = this.#ageOf(id);
    return { ...age, age };
  }

  /** Counts a change by a person (`forgotten` is 1 if it forgets the key), then runs it. */
  changing<Result>(id: string, { forgotten }: Pick<Age, 'forgotten'>, work: () => Result): Result {
    const age = this.#ageOf(id);
    age.changed += 1;
    age.forgotten += forgotten;
    return work();
  }

  /** Marks the key as forgotten for operations that have read it, drops its age, then runs the removal. */
  removing<Result>(id: string, work: () => Result): Result {
    this.#ageOf(id).forgotten += 1;
    this.#ages.delete(id);
    return work();
  }

  #ageOf(id: string): Age {
    const age = this.#ages.get(id) ?? { changed: 0, forgotten: 0 };
    this.#ages.set(id, age);
    return age;
  }
}

/**
 * Serialises the calls for each key. An operation's changes are applied only while the key is still the one that it read,
 * so a key that a person has entered, moved or forgotten in the meantime stays as the person left it.
 */
export function inTurns(own: Credentials): Credentials {
  const inTurn = oneByOne();
  const ages = new Ages();
  const readAt = new WeakMap<Credential, KeyReading>();

  const change: Credentials['change'] = (place, changes, since, asked = false) =>
    inTurn(place.id, async () => {
      const { age, changed, forgotten } = readAt.get(since) ?? ages.readingOf(place.id);
      if (age.forgotten !== forgotten) return false;
      const isSame = asked || age.changed === changed;
      const left = isSame ? changes : changes.filter(isOfHandles);
      const isApplied = left.length === 0 || (await own.change(place, left, since));
      return isApplied && left.length === changes.length;
    });

  return {
    ...own,
    status: (place) => inTurn(place.id, () => own.status(place)),
    read: (place) =>
      inTurn(place.id, async () => {
        const before = ages.readingOf(place.id);
        const credential = await own.read(place);
        readAt.set(credential, before);
        return credential;
      }),
    change,
    put: (place, changes, inMemory) =>
      inTurn(place.id, () =>
        ages.changing(place.id, { forgotten: 0 }, () => own.put(place, changes, inMemory)),
      ),
    save: (place) => inTurn(place.id, () => ages.changing(place.id, { forgotten: 0 }, () => own.save(place))),
    forget: (id) => inTurn(id, () => ages.changing(id, { forgotten: 1 }, () => own.forget(id))),
    clear: (removed) =>
      removed === null
        ? own.clear(null)
        : inTurn(removed, () => ages.removing(removed, () => own.clear(removed))),
  };
}
