import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folders that the rules count. */
const halls = ['electron', 'renderer', 'mock-server', 'scripts', 'test'];

export interface Source {
  /** From the root of the repository, with slashes. */
  path: string;
  text: string;
  /** What TypeScript sees of it: of a component its scripts, on the lines that they have in the file. */
  script: string;
}

/** Every `.ts` and `.svelte` file that somebody wrote; compiled messages are not. Sorted by path. */
export function sourcesIn(root: string): Source[] {
  return globSync(`{${halls.join(',')}}/**/*.{ts,svelte}`, { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.includes('/messages/compiled/') && !path.includes('/fixtures/'))
    .sort()
    .map((path) => sourceOf(path, readFileSync(join(root, path), 'utf8')));
}

export function sourceOf(path: string, text: string): Source {
  return { path, text, script: path.endsWith('.svelte') ? scriptsOf(text) : text };
}

export function lineCount(text: string): number {
  return text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
}

function scriptsOf(text: string): string {
  let script = '';
  let at = 0;
  for (const match of text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)) {
    const start = match.index + match[0].indexOf('>') + 1;
    const body = match[1] ?? '';
    script += blank(text.slice(at, start)) + body;
    at = start + body.length;
  }
  return script;
}

/** Keeps the lines, so that a function is counted, and found, where it stands. */
function blank(text: string): string {
  return text.replace(/[^\n]/g, '');
}
