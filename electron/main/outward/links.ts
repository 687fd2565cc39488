import type { App } from 'electron';
import { linkScheme, readLink, type Link } from '../../bridge/link.ts';

/** The first of our links on a command line, which anybody may have written; null: none. Switches are ignored. */
export function linkIn(argv: readonly unknown[]): Link | null {
  for (const text of argv.slice(1)) {
    const link = typeof text === 'string' ? readLink(text) : null;
    if (link) return link;
  }
  return null;
}

/**
 * Collects links from the command line, from further starts of the app and, on macOS, from the system. Call before the app
 * is ready; `begin` then opens a link that came in before.
 */
export function takeLinks(
  app: Pick<App, 'on' | 'setAsDefaultProtocolClient' | 'isPackaged'>,
  argv: readonly string[],
) {
  let waiting = linkIn(argv);
  let opened: ((link: Link | null) => void) | null = null;
  const take = (link: Link | null) => {
    if (opened) opened(link);
    else waiting = link ?? waiting;
  };
  app.on('open-url', (event, url) => {
    event.preventDefault();
    take(readLink(url));
  });
  app.on('second-instance', (_, second) => take(linkIn(second)));
  // Unpackaged, Electron itself would be registered.
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  return {
    /** `open` is called for each further start and link; null: the app was started again without a link. */
    begin(open: (link: Link | null) => void): void {
      opened = open;
      if (waiting) open(waiting);
      waiting = null;
    },
  };
}
