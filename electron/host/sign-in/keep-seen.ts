import type { Row } from '../../adapters/adapter.ts';
import { attempt } from '../work/attempt.ts';
import type { CredentialChange } from '../keys/credential-changes.ts';
import type { StoredHandle } from '../keys/credential.ts';
import type { Opened } from '../lists/operations.ts';
import { changesOnSeeing, personIn } from './seen.ts';

/** Keeps who is signed in on the sessions of a list. The list counts also where that cannot be kept now. */
export async function keepSeen(
  { credential, change }: Pick<Opened, 'credential' | 'change'>,
  rows: readonly Row[],
): Promise<void> {
  const changes = changesOnReading(credential.handles, rows);
  if (changes.length > 0) await attempt(() => change(changes));
}

/** Only the rows of kept handles are looked at: a list may have a quarter of a million of others. */
function changesOnReading(stored: readonly StoredHandle[], rows: readonly Row[]): CredentialChange[] {
  const kept = new Set(stored.map(({ handle }) => handle));
  if (kept.size === 0) return [];
  const active = new Map(
    rows
      .filter(({ handle, session }) => kept.has(handle) && session.status === 'active')
      .map((row) => [row.handle, row.session]),
  );
  return stored.flatMap((one) => {
    const session = active.get(one.handle);
    return session ? changesOnSeeing(one, personIn(session)) : [];
  });
}
