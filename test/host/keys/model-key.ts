import type { CredentialChange } from '../../../electron/host/keys/credential-changes.ts';
import { cookiesIn } from '../../../electron/host/keys/cookie-changes.ts';
import { readCredential } from '../../../electron/host/keys/credential.ts';

/** The same rules in plain data: what has to be in the key after each call, in the order of the calls. */
export class ModelKey {
  saved: Plain | null = null;
  memory: Plain | null = null;
  changed = 0;
  forgotten = 0;

  put(changes: CredentialChange[], inMemory: boolean): void {
    this.changed += 1;
    const filled = after(this.memory ?? this.saved ?? nothing, changes);
    if (inMemory) this.memory = filled;
    else this.#save(filled);
  }

  change(change: CredentialChange, since: { changed: number; forgotten: number }, asked: boolean): void {
    const isOfSession = !/cookie|secret/.test(change.kind);
    if (since.forgotten !== this.forgotten) return;
    if (since.changed !== this.changed && !asked && !isOfSession) return;
    if (this.memory) this.memory = orNull(after(this.memory, [change]));
    else this.saved = orNull(after(this.saved ?? nothing, [change]));
  }

  save(): void {
    this.changed += 1;
    this.#save(this.memory ?? this.saved ?? nothing);
  }

  forget(): void {
    this.changed += 1;
    this.forgotten += 1;
    this.saved = this.memory = null;
  }

  #save(plain: Plain): void {
    // What the keychain had beneath one in memory keeps its sessions.
    const beneath = this.memory ? (this.saved?.handles ?? {}) : {};
    this.saved = orNull({ ...plain, handles: { ...beneath, ...plain.handles } });
    this.memory = null;
  }
}

export interface Plain {
  secrets: Record<string, string>;
  cookies: Record<string, string>;
  /** By nonce: the sign-in on it and who completed it. */
  handles: Record<string, string>;
}
const nothing: Plain = { secrets: {}, cookies: {}, handles: {} };

function orNull(plain: Plain): Plain | null {
  return Object.values(plain).every((part) => Object.keys(part as object).length === 0) ? null : plain;
}

function after(plain: Plain, changes: CredentialChange[]): Plain {
  const { secrets, cookies, handles } = structuredClone(plain);
  for (const change of changes) {
    if (change.kind === 'set-secret') secrets[change.name] = change.value;
    if (change.kind === 'set-cookie') cookies[change.cookie.key ?? ''] = change.cookie.value ?? '';
    if (change.kind === 'remove-cookie') Reflect.deleteProperty(cookies, change.cookie.key ?? '');
    if (change.kind === 'keep-handle') handles[change.handle] ??= '';
    if (change.kind === 'begin-sign-in') handles[change.handle] = `${change.signIn.id} by nobody`;
    for (const [handle, told] of Object.entries(handles)) {
      if (change.kind === 'note-sign-in' && told === `${change.id} by nobody`)
        handles[handle] = `${change.id} by ${change.parts.by?.userId}`;
      if (change.kind === 'drop-sign-in' && told === `${change.id} by nobody`)
        Reflect.deleteProperty(handles, handle);
    }
  }
  return { secrets, cookies, handles };
}

/** What is in a key as it is kept. */
export function plainOf(text: string | null): Plain | null {
  if (text === null) return null;
  const { secrets, jar, handles } = readCredential(text);
  const cookies = cookiesIn(jar).map(({ key = '', value = '' }): [string, string] => [key, value]);
  const told = handles.map(({ handle, signIn }): [string, string] => [
    handle,
    signIn ? `${signIn.id} by ${signIn.by ? signIn.by.userId : 'nobody'}` : '',
  ]);
  return { secrets, cookies: Object.fromEntries(cookies), handles: Object.fromEntries(told) };
}
