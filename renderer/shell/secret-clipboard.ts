import { createContext } from 'svelte';
/** What was put on the clipboard, by its hash: the secret itself is kept nowhere in the page. */
interface Copied {
  hash: string;
  timer: ReturnType<typeof setTimeout>;
}

/**
 * Puts secrets on a browser's clipboard, and clears them again. A page can read the clipboard only with the person's
 * permission; without it nothing is cleared, since the clipboard may hold something else by then.
 */
export class SecretClipboard {
  readonly #onFailed: () => void;
  #copied: Copied | null = null;

  /** @param onFailed called when a secret that should have been cleared may still be on the clipboard */
  constructor(onFailed: () => void) {
    this.#onFailed = onFailed;
  }

  /**
   * Copies the secret. True: it will be cleared after the given seconds, unless the clipboard has changed by then; false:
   * clearing is left to the person. Throws what the browser throws when it refuses.
   */
  async put(secret: string, seconds: number): Promise<boolean> {
    await navigator.clipboard.writeText(secret);
    this.#forget();
    if (!(await canRead())) return false;
    const timer = setTimeout(() => void this.clear(), seconds * 1000);
    this.#copied = { hash: await hashOf(secret), timer };
    return true;
  }

  /** Clears the secret that was copied last, if it is still on the clipboard. */
  async clear(): Promise<void> {
    const copied = this.#copied;
    if (!copied) return;
    clearTimeout(copied.timer);
    // Only a page that has the focus can read the clipboard.
    if (!document.hasFocus()) return addEventListener('focus', () => void this.clear(), { once: true });
    this.#forget();
    try {
      const now = await navigator.clipboard.readText();
      if ((await hashOf(now)) === copied.hash) await navigator.clipboard.writeText('');
    } catch {
      // The permission was withdrawn in the meantime, or the page has just lost the focus.
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
