import type { Clipboard } from 'electron';
import { createHash } from 'node:crypto';

export interface SecretClipboard {
  /** Copies a secret to the clipboard, and clears it after `seconds`. */
  copy(text: string, seconds: number): Promise<void>;
  /** Clears the clipboard, if a secret of ours is still on it. */
  clear(): Promise<void>;
}

/**
 * Manages secrets on the clipboard, recognising them by hash without keeping them. `report` is called when one could not be
 * cleared after its time.
 */
export function openSecretClipboard(
  clipboard: Pick<Clipboard, 'readText' | 'writeText' | 'clear'>,
  report: (error: unknown) => void,
): SecretClipboard {
  let ours: string | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function clear(): Promise<void> {
    clearTimeout(timer);
    const hash = ours;
    ours = null;
    // Leave anything that the person has copied since.
    if (hash !== null && hashOf(await clipboard.readText()) === hash) clipboard.clear();
  }
  return {
    async copy(text, seconds) {
      clearTimeout(timer);
      ours = hashOf(text);
      timer = setTimeout(() => void clear().catch(report), seconds * 1000);
      await clipboard.writeText(text);
    },
    clear,
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
