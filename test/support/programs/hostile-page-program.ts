import { app, BrowserWindow, protocol, session } from 'electron';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFiles } from '../../../electron/host/shell/page-files.ts';
import { answerFrom, pageUrl, scheme } from '../../../electron/main/page.ts';
import { toChromium } from '../../electron-stand-in/origins.ts';
import { hostileDocument, hostileScript } from '../policy.ts';
import { newFolder } from '../../../scripts/folders.ts';

// A main process that serves a hostile document at the page's own address, as ours serves the page; with --no-policy without
// its policy, to show what the document would do.

protocol.registerSchemesAsPrivileged([{ scheme, privileges: { standard: true, secure: true } }]);
await app.whenReady();
const folder = newFolder();
writeFileSync(join(folder, 'index.html'), hostileDocument(new URL(toChromium(pageUrl)).origin));
writeFileSync(join(folder, 'own.js'), hostileScript);
const answer = answerFrom(loadFiles(folder));
rmSync(folder, { recursive: true });

const own = session.fromPartition('own');
own.protocol.handle(scheme, (request) => {
  const response = answer(request);
  if (process.argv.includes('--no-policy')) response.headers.delete('Content-Security-Policy');
  return response;
});
const window = new BrowserWindow({ webPreferences: { session: own } });
await window.loadURL(pageUrl);
