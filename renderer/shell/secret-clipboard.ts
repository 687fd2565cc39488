import { createContext } from 'svelte';
/** What was put on the clipboard, by its hash: the secret itself is kept nowhere in the page. */
interface Copied {
  hash: string;
  timer: ReturnType<typeof setTimeout>;
}

/**
 * Puts secrets on the clipboard of a browser, and takes them off again. A browser tells a page only with a person’s leave
 * what is there; without it nothing is taken off, as it might be something else by then.
 */
export class SecretClipboard {
  readonly #onFailed: () => void;
  #copied: Copied | null = null;

  /** @param onFailed hears when a secret that was to be taken off may still be there */
  constructor(onFailed: () => void) {
    this.#onFailed = onFailed;
  }

  /**
   * Puts it there. True: it will be taken off after so many seconds, unless there is something else by then; false: that
   * is left to the person. Throws what the browser throws when it refuses.
   */
  async put(secret: string, seconds: number): Promise<boolean> {
    await navigator.clipboard.writeText(secret);
    this.#forget();
    if (!(await canRead())) return false;
    const timer = setTimeout(() => void this.clear(), seconds * 1000);
    this.#copied = { hash: await hashOf(secret), timer };
    return true;
  }

  /** Takes off what was put there last, if it is still there. */
  async clear(): Promise<void> {
    const copied = this.#copied;
    if (!copied) return;
    clearTimeout(copied.timer);
    // Only the page that has the focus is told what is there.
    if (!document.hasFocus()) return addEventListener('focus', () => void this.clear(), { once: true });
    this.#forget();
    try {
      const now = await navigator.clipboard.readText();
      if ((await hashOf(now)) === copied.hash) await navigator.clipboard.writeText('');
    } catch {
      // The leave was taken back in the meantime, or the focus went at this very moment.
      this.#onFailed();
    }
  }

  #forget(): void {
    clearTimeout(this.#copied?.timer);
    this.#copied = null;
  }
}

async function canRead(): Promise<boolean> {
  try {
    // TypeScript does not know this name: Chromium does, other browsers throw.
    const { state } = await navigator.permissions.query({ name: 'clipboard-read' as PermissionName });
    return state === 'granted';
  } catch {
    // A browser that does not know the permission never lets a page read by itself.
    return false;
  }
}

async function hashOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].join();
}

export const [useClipboard, provideClipboard] = createContext<SecretClipboard>();
