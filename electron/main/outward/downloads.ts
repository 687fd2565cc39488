import type { DownloadItem, Session, WebContents } from 'electron';
import { basename, join } from 'node:path';
import { isOwnBlob } from '../hardening.ts';

type Saved = Pick<DownloadItem, 'getURL' | 'getFilename' | 'setSaveDialogOptions'>;

/** Asks where to save data that our own page created; refuses every other download. */
export function askWhereToSave(
  session: Pick<Session, 'on'>,
  { own, folder }: { own: () => Pick<WebContents, 'id'>; folder: () => string },
): void {
  session.on('will-download', (event, item: Saved, contents: Pick<WebContents, 'id'>) => {
    if (contents.id !== own().id || !isOwnBlob(item.getURL())) return event.preventDefault();
    // Electron asks for a path because none is set.
    item.setSaveDialogOptions({ defaultPath: join(folder(), basename(item.getFilename())) });
  });
}
