import type { App } from 'electron';
import { linkScheme, readLink, type Link } from '../../bridge/link.ts';

/** The first link of ours on a command line, which anybody may have written; null when there is none. Switches are ignored. */
export function linkIn(argv: readonly unknown[]): Link | null {
  for (const text of argv.slice(1)) {
    const link = typeof text === 'string' ? readLink(text) : null;
    if (link) return link;
  }
  return null;
}

/**
 * Takes links from the command line, from a second start of the app and, on macOS, from the system. Call it before the
 * app is ready, and `begin` once there is something to open them: what came before is opened then.
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
  // Unpackaged it is Electron itself that would be registered.
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme);
  return {
    /** `open` is told of each start and link; null: the app was only started once more. */
    begin(open: (link: Link | null) => void): void {
      opened = open;
      if (waiting) open(waiting);
      waiting = null;
    },
  };
}
