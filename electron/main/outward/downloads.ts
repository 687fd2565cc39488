import type { DownloadItem, Session, WebContents } from 'electron';
import { basename, join } from 'node:path';
import { isOwnBlob } from '../hardening.ts';

type Saved = Pick<DownloadItem, 'getURL' | 'getFilename' | 'setSaveDialogOptions'>;

/** Asks where to save what our own page made of its own data; every other download is refused. */
export function askWhereToSave(
  session: Pick<Session, 'on'>,
  { own, folder }: { own: () => Pick<WebContents, 'id'>; folder: () => string },
): void {
  session.on('will-download', (event, item: Saved, contents: Pick<WebContents, 'id'>) => {
    if (contents.id !== own().id || !isOwnBlob(item.getURL())) return event.preventDefault();
    // Without a path that is set Electron asks for one.
    item.setSaveDialogOptions({ defaultPath: join(folder(), basename(item.getFilename())) });
  });
}
