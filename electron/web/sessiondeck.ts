#!/usr/bin/env node
// What `npx sessiondeck` runs. Static imports are limited to what an old Node can load, so that it can print the message.
import { fileURLToPath } from 'node:url';
import { hideSqliteWarning, runsOn } from './node-version.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { node } = process.versions;

if (runsOn(node)) {
  hideSqliteWarning();
  const { runPackage } = await import('./package.ts');
  await runPackage(root);
} else {
  process.stderr.write(`Sessiondeck needs Node 22.13 or later; this is Node ${node}.\n`);
  process.exitCode = 1;
}
