import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const table = readFileSync(join(root, 'docs/change-requests.md'), 'utf8');
const files = [...table.matchAll(/\| `([^`]+)` +\|$/gm)].map(([, file = '']) => file);

test('twenty change requests and five more each lead to a file that is there, and no two to the same', () => {
  expect(files).toHaveLength(25);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  expect(new Set(files).size).toBe(25);
});

test('every path that the map of the architecture names is there', () => {
  const map = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const named = [...map.matchAll(/`((?:electron|renderer|mock-server|test|scripts|packaging)\/[\w./-]+)`/g)];
  const missing = named.map(([, path = '']) => path).filter((path) => !existsSync(join(root, path)));
  expect(missing.filter((path) => !path.endsWith('/x.ts'))).toEqual([]);
});
