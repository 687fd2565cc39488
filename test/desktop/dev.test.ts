import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { m } from '../../renderer/messages/compiled/messages.js';
import { buildApp, prepareApp } from '../../scripts/dev/app.ts';
import { newFolder } from '../support/host.ts';
import { startStandIn } from '../support/shells/stand-in.ts';

const root = join(import.meta.dirname, '../..');

test('what npm run dev -- --electron builds opens a window on the demo', async () => {
  const folder = newFolder();
  const app = join(folder, 'app');
  prepareApp(root, app);
  await buildApp(root, app);
  // The page is built by the same loop as in the browser: test/proof/dev.test.ts.
  cpSync(join(root, 'out/renderer'), join(app, 'out/renderer'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const env = { ...process.env, SESSIONDECK_DATA: join(folder, 'data') };
  const started = await startStandIn({ main: join(app, 'out/main/index.js'), env });
  const page = await started.page();
  const vault = page.getByRole('navigation', { name: m.rail_name() }).getByText('Vault');
  await vault.waitFor();
  expect(await vault.count()).toBe(1);
  await started.close();
});
