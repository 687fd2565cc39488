import type { DownloadItem, WebContents } from 'electron';
import { EventEmitter } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { desktop } from '../desktop.ts';
import { nextFile } from './dialog.ts';
import { preventable } from '../events.ts';
import { fromChromium } from '../origins.ts';
import type { StandInSession } from '../session.ts';

/** Files that pages gave. `path`: where it was saved; null when it was not. */
export const downloads: { name: string; path: string | null }[] = [];

type Used =
  'getURL' | 'getFilename' | 'setSavePath' | 'getSavePath' | 'setSaveDialogOptions' | 'cancel' | 'getState';

class StandInDownload extends EventEmitter implements Pick<DownloadItem, Used> {
  state: ReturnType<DownloadItem['getState']> = 'progressing';
  #path = '';
  readonly #url: string;
  readonly #name: string;

  constructor(url: string, name: string) {
    super();
    this.#url = url;
    this.#name = name;
  }

  getURL(): string {
    return this.#url;
  }

  getFilename(): string {
    return this.#name;
  }

  setSavePath(path: string): void {
    this.#path = path;
  }

  getSavePath(): string {
    return this.#path;
  }

  setSaveDialogOptions(): void {
    // The person's answer is given before.
  }

  getState(): ReturnType<DownloadItem['getState']> {
    return this.state;
  }

  cancel(): void {
    this.state = 'cancelled';
  }
}

/** Tells the session of each file that a page gives from its main frame; as in Electron, without a path the person says where it goes. */
export async function followDownloads(
  session: StandInSession,
  contents: WebContents,
  targetId: string,
): Promise<void> {
  const folder = join(desktop.config.profile, 'given');
  mkdirSync(folder, { recursive: true });
  const { browser } = desktop.chromium;
  const items = new Map<string, StandInDownload>();
  browser.on('Browser.downloadWillBegin', ({ guid, url, suggestedFilename, frameId }) => {
    if (frameId !== targetId) return;
    const item = new StandInDownload(fromChromium(url), suggestedFilename);
    const event = preventable({});
    session.emit('will-download', event, item, contents);
    if (event.defaultPrevented) item.cancel();
    if (!event.defaultPrevented && item.getSavePath() === '') item.setSavePath(nextFile() ?? '');
    items.set(guid, item);
  });
  browser.on('Browser.downloadProgress', ({ guid, state }) => {
    const item = items.get(guid);
    if (!item || state === 'inProgress') return;
    items.delete(guid);
    const saved = state === 'completed' && item.state !== 'cancelled' && item.getSavePath() !== '';
    if (saved) copyFileSync(join(folder, guid), item.getSavePath());
    item.state = saved ? 'completed' : 'cancelled';
    downloads.push({ name: item.getFilename(), path: saved ? item.getSavePath() : null });
    item.emit('done', preventable({}), item.state);
  });
  await browser.send('Browser.setDownloadBehavior', {
    behavior: 'allowAndName',
    downloadPath: folder,
    eventsEnabled: true,
  });
}
