#!/usr/bin/env node
// What `npx sessiondeck` runs. Up front it loads only what an old Node can load too, so that such a Node gets to say so.
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
