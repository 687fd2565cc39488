import type { Row } from '../../adapters/pages/listing.ts';
import type { CredentialChange } from '../keys/credential-changes.ts';
import type { StoredHandle } from '../keys/credential.ts';
import type { Opened } from '../lists/operations.ts';
import { attempt } from '../work/attempt.ts';
import { changesOnSeeing, personIn } from './seen.ts';

/** Stores who is signed in on the sessions of a list. The list is valid even if that fails now. */
export async function keepSeen(
  { credential, change }: Pick<Opened, 'credential' | 'change'>,
  rows: readonly Row[],
): Promise<void> {
  const changes = changesOnReading(credential.handles, rows);
  if (changes.length > 0) await attempt(() => change(changes));
}

/** Looks only at rows of kept handles: a list may have a quarter of a million others. */
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
