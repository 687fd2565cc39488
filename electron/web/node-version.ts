/**
 * Whether this version of Node ("22.13.0") has `node:sqlite` without a flag: 22.13.0 or later, or 23.4.0 or later,
 * according to https://nodejs.org/api/sqlite.html.
 */
export function runsOn(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 4) || (major === 22 && minor >= 13);
}

/** Hides Node 22's warning that its SQLite is experimental, which does not concern the person; prints all others. */
export function hideSqliteWarning(): void {
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'ExperimentalWarning' && warning.message.startsWith('SQLite ')) return;
    for (const print of printers) print(warning);
  });
}
