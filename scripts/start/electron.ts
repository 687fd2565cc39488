import { createRequire } from 'node:module';

/** Electron's binary, fetched on the first start, or why it cannot run here, in a few words. */
export function findElectron(): { binary: string } | { missing: string } {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return { missing: 'there is no display' };
  // Chromium's sandbox refuses root, and Sessiondeck does not run without it.
  if (process.getuid?.() === 0) return { missing: 'Electron’s sandbox does not run as root' };
  try {
    return { binary: createRequire(import.meta.url)('electron') as string };
  } catch {
    // electron's own message, about how to install by hand, has been printed.
    return { missing: 'Electron’s binary is not here and could not be fetched' };
  }
}
