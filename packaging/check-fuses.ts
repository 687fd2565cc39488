// node packaging/check-fuses.ts APP...: fails when a fuse of a packaged app is not as fuses.ts wants it.
import { wrongFuses } from './fuses.ts';

const apps = process.argv.slice(2);
if (apps.length === 0) throw new Error('name an executable or, on macOS, an .app');
for (const app of apps) {
  const wrong = await wrongFuses(app);
  process.stdout.write(
    `${app}: ${wrong.length > 0 ? `not as wanted: ${wrong.join(', ')}` : 'every fuse is set'}\n`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}
