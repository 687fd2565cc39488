import { withCookie, type CookieChange } from './cookie-changes.ts';
import type { Learned } from '../../adapters/adapter.ts';
import { concealedParts } from '../http/route/route.ts';
import type { Credential, StoredHandle } from './credential.ts';
import type { Person, SignInRecord } from '../sign-in/record.ts';

/**
 * One change of a stored key. Operations describe what to change, and the change is applied to the key as it is stored at
 * that moment, so that nothing another operation has added in the meantime is lost.
 */
export type CredentialChange =
  | { kind: 'set-secret'; name: string; value: string }
  | CookieChange
  /** Replaces what was learned about the server. */
  | { kind: 'learn'; learned: Learned }
  /** Adds a handle unless it is already there. */
  | { kind: 'keep-handle'; handle: string; createdAt: number | null }
  | { kind: 'drop-handle'; handle: string }
  /** Somebody was seen signed in on this session. */
  | { kind: 'seen'; handle: string; user: Person }
  /** Adds the handle if needed and records the sign-in that begins on it, replacing an earlier sign-in. */
  | { kind: 'begin-sign-in'; handle: string; signIn: SignInRecord }
  /** Changes a sign-in if it is still the latest on its handle; `by` and `other` keep the first value they got. */
  | {
      kind: 'note-sign-in';
      id: string;
      parts: Partial<Pick<SignInRecord, 'sent' | 'loggedOut' | 'by' | 'other'>>;
    }
  /** Removes a sign-in that nobody has completed, and its handle if that was created for it. */
  | { kind: 'drop-sign-in'; id: string };

/** Whether a change concerns sessions on the server, which exist whichever key reads them. */
export function isOfHandles({ kind }: CredentialChange): boolean {
  return !['set-secret', 'set-cookie', 'remove-cookie', 'learn'].includes(kind);
}

/** A copy of the key with the changes applied, in order. */
export function applied(credential: Credential, changes: readonly CredentialChange[]): Credential {
  return changes.reduce(applyOne, credential);
}

/** The secrets in the changes, to be registered with the scrubber. */
export function secretsIn(changes: readonly CredentialChange[]): string[] {
  return changes.flatMap((change) => {
    if (change.kind === 'set-secret') return concealedParts(change.name, change.value);
    if (change.kind === 'set-cookie') return [change.cookie.value ?? ''];
    return 'handle' in change ? [change.handle] : [];
  });
}

/** The key, with the handles of the other key that it lacks added. */
export function withHandlesOf(credential: Credential, other: Credential): Credential {
  const own = new Set(credential.handles.map(({ handle }) => handle));
  const missing = other.handles.filter(({ handle }) => !own.has(handle));
  return { ...credential, handles: [...credential.handles, ...missing] };
}

function applyOne(credential: Credential, change: CredentialChange): Credential {
  const { secrets, jar, handles } = credential;
  switch (change.kind) {
    case 'set-secret':
      return { ...credential, secrets: { ...secrets, [change.name]: change.value } };
    case 'set-cookie':
    case 'remove-cookie':
      return { ...credential, jar: withCookie(jar, change) };
    case 'learn':
      return { ...credential, learned: { ...change.learned } };
    default:
      return { ...credential, handles: changedHandles(handles, change) };
  }
}

type HandleChange = Exclude<CredentialChange, { kind: 'set-secret' | 'learn' } | CookieChange>;

function changedHandles(handles: StoredHandle[], change: HandleChange): StoredHandle[] {
  switch (change.kind) {
    case 'keep-handle': {
      const { handle, createdAt } = change;
      if (handles.some((kept) => kept.handle === handle)) return handles;
      return [...handles, { handle, createdAt, user: null, signIn: null }];
    }
    case 'drop-handle':
      return handles.filter(({ handle }) => handle !== change.handle);
    case 'seen':
      return handles.map((kept) => (kept.handle === change.handle ? { ...kept, user: change.user } : kept));
    case 'begin-sign-in':
      return begun(handles, change.handle, change.signIn);
    case 'note-sign-in':
      return handles.map((kept) => noted(kept, change));
    case 'drop-sign-in':
      return handles.flatMap((kept) => dropped(kept, change.id));
  }
}

function begun(handles: StoredHandle[], handle: string, signIn: SignInRecord): StoredHandle[] {
  const isKept = handles.some((kept) => kept.handle === handle);
  if (!isKept) return [...handles, { handle, createdAt: signIn.at, user: null, signIn }];
  return handles.map((kept) => (kept.handle === handle ? { ...kept, signIn } : kept));
}

function noted(
  kept: StoredHandle,
  { id, parts }: Extract<HandleChange, { kind: 'note-sign-in' }>,
): StoredHandle {
  const { signIn } = kept;
  if (signIn?.id !== id) return kept;
  const [by, other] = [signIn.by ?? parts.by ?? null, signIn.other ?? parts.other ?? null];
  return { ...kept, signIn: { ...signIn, ...parts, by, other } };
}

function dropped(kept: StoredHandle, id: string): StoredHandle[] {
  const { signIn } = kept;
  if (signIn?.id !== id || signIn.by !== null) return [kept];
  return signIn.fresh ? [] : [{ ...kept, signIn: null }];
}
