import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formsOf } from '../../../electron/host/scrub/secret-forms.ts';
import { sixteenForms } from '../../proof/fuzz/canary.ts';

/** Half a secret is searched for as it is, where it is so long that nothing else is like it. */
const shortestHalf = 12;
/** Of a form fewer characters than these are found by chance. */
const shortest = 8;

/** Every form of a whole secret: by two lists, written apart. */
export function wholeForms(secret: string): string[] {
  const forms = [...formsOf(secret), ...sixteenForms(secret)].map((form) => form.replace(/\0$/, ''));
  return [...new Set(forms)].filter(({ length }) => length >= shortest);
}

/** And its halves: a text that was cut somewhere may end in one. */
function searchedForms(secret: string): string[] {
  const middle = Math.ceil(secret.length / 2);
  const halves = [secret.slice(0, middle), secret.slice(middle)];
  return [...wholeForms(secret), ...halves.filter(({ length }) => length >= shortestHalf)];
}

/** Looks for secrets through whatever an app has left behind, told or shown. */
export class Sweep {
  /** Where a secret was found, and in which form: `the DOM: sk%5f…` */
  readonly hits: string[] = [];
  /** What was looked through, in bytes. */
  readonly places = new Map<string, number>();
  readonly forms: number;
  readonly #pattern: RegExp;

  constructor(secrets: Iterable<string>) {
    // In a text that was written as JSON a form is escaped once more.
    const plain = [...new Set(secrets)].flatMap(searchedForms);
    const forms = [...new Set([...plain, ...plain.map((form) => JSON.stringify(form).slice(1, -1))])];
    this.forms = forms.length;
    // The longest first: a form may begin as another does.
    forms.sort((a, b) => b.length - a.length);
    const literals = forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    this.#pattern = new RegExp(literals.join('|') || '(?!)', 'g');
  }

  /** Bytes are looked at one by one: UTF-8 and UTF-16 are forms like others. */
  look(place: string, given: string | Uint8Array): void {
    const text = typeof given === 'string' ? given : Buffer.from(given).toString('latin1');
    this.places.set(place, (this.places.get(place) ?? 0) + text.length);
    if (text.search(this.#pattern) < 0) return;
    const found = new Set(text.match(this.#pattern));
    for (const form of found) this.hits.push(`${place}: ${form}`);
  }

  /** Every file below a folder. One that is gone meanwhile was a temporary one. */
  lookInFolder(place: string, folder: string): void {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = readOrNothing(join(entry.parentPath, entry.name));
      if (bytes) this.look(place, bytes);
      this.look(place, entry.name);
    }
  }

  /** The command line and the environment of this process's children, and of theirs. Elsewhere than on Linux: of none. */
  lookInProcesses(of = process.pid): void {
    for (const id of descendantsOf(of)) {
      this.look('command lines', readOrNothing(`/proc/${id}/cmdline`) ?? '');
      this.look('environments', readOrNothing(`/proc/${id}/environ`) ?? '');
    }
  }
}

function readOrNothing(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(String(code))) return null;
    throw error;
  }
}

/** Process ids, by way of `/proc/ID/stat`: `ID (name) state PARENT …`. */
function descendantsOf(root: number): number[] {
  if (process.platform !== 'linux') return [];
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = ids.map((id): [number, number] => {
    const stat = readOrNothing(`/proc/${id}/stat`)?.toString() ?? '';
    return [Number(id), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])];
  });
  const found = new Set([root]);
  // A child may have a smaller id than its parent, once ids have gone round.
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [id, parent] of parents) if (found.has(parent)) found.add(id);
  }
  found.delete(root);
  return [...found];
}
