// The part of the module `electron` that the app uses, for the built main process and the built preload, with a real
// window of Chromium behind BrowserWindow. What is declared here is checked against Electron's own types; how it
// behaves is written from Electron's documents. What it is not:
//
// - Chromium cannot be taught a scheme: `app://page/` is `https://page.app.test/` in it. The page sees that address;
//   the app never does. A page that itself names an `app:` URL goes nowhere, and nobody is asked.
// - It is the system's Chromium, of another version, without its sandbox. Nothing here proves Electron's sandbox, its
//   isolation, its fuses or its ASAR: the preload runs in a world of its own, which is isolation of values, no more.
// - The preload is given `contextBridge.exposeInMainWorld` and `ipcRenderer` invoke, send, on, removeListener. DOM nodes
//   and blobs do not cross the bridge. A file of the page's that knows how it is done could forge what crosses.
// - All sessions share one profile. Requests that no handler answers fail, and are noted as leaving; real ones would
//   be sent.
// - The app is asked of a navigation when Chromium asks for the document: `about:`, `blob:` and `data:` are not
//   asked about, and a reload by the page counts as one. Of a window that a page opens the app is told when it is
//   there; it is closed at once, but the page has held it. Only `deny` is done.
// - Permissions are asked when a document is shown, all at once, and not when the page wants them.
// - `ready-to-show` comes with the load event, not with the first picture; the title is known of pages with a preload.
// - before-input-event cannot prevent a key; accelerators of menus do nothing: tests click the items.
// - There is no window manager, menu bar, tray or notification area: what the app wants of them is kept, and a test
//   looks at it and clicks it by remote control (control.ts). A hidden or minimised window is still drawn.
// - The clipboard of the app is a variable of its own: what the page copies by itself is not in it.
// - Zoom is a smaller layout viewport, not Chromium's zoom: it is for the one window, not for the origin.
// - Boxes of the system answer by themselves, as Escape does, unless the test gave an answer before.
// - It plays Electron on Linux, whatever it runs on.
import { app } from './app.ts';
import { takeOrders } from './control.ts';
import { desktop } from './desktop.ts';
import { StandInMenu } from './menu.ts';
import { StandInNotification, StandInTray } from './tray.ts';
import { StandInWindow } from './window/window.ts';

export { app } from './app.ts';
export { dialog } from './window/dialog.ts';
export { ipcMain } from './ipc.ts';
export { screen } from './screen.ts';
export { protocol, session } from './session.ts';
export { clipboard, nativeImage, nativeTheme, powerMonitor, shell, systemPreferences } from './system.ts';
export {
  StandInMenu as Menu,
  StandInNotification as Notification,
  StandInTray as Tray,
  StandInWindow as BrowserWindow,
};

takeOrders();
// Everything that the main process says while it is loaded comes before `ready`.
setImmediate(() => {
  desktop.start().then(
    () => app.becomeReady(),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
