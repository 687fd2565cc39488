/**
 * Whether a Node of this version ("22.13.0") has `node:sqlite` without a flag: from 22.13.0 and 23.4.0 on, by the
 * history in https://nodejs.org/api/sqlite.html.
 */
export function runsOn(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 4) || (major === 22 && minor >= 13);
}

/** Node 22 warns that its SQLite is experimental, which is nothing for the person who starts this. Others are printed. */
export function hideSqliteWarning(): void {
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning' && warning.message.startsWith('SQLite ')) return;
    for (const print of printers) print(warning);
  });
}
