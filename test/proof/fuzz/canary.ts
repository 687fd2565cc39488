import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The sixteen forms in which a secret is looked for. Deliberately not the host's own list of what it scrubs: that would
 * agree with itself.
 */
export function sixteenForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const percent = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const html = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  const base64 = [0, 1, 2].map((offset) => alignedBase64(bytes, offset));
  return [
    secret,
    percent,
    percent.replace(/%../g, (code) => code.toLowerCase()),
    bytes.toString('hex').replace(/../g, '%$&'),
    new URLSearchParams([['', secret]]).toString().slice(1),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    json,
    html,
    Buffer.from(secret, 'utf16le').toString('latin1'),
  ];
}

/** Without the characters that what stands before or after has a part in. */
function alignedBase64(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

/** Looks for secrets in whatever comes out. */
export class Canary {
  readonly #forms: string[];

  constructor(secrets: Iterable<string>) {
    this.#forms = [...new Set([...secrets].flatMap(sixteenForms))].filter((form) => form.length >= 8);
  }

  /** The form of a secret that is in there; null: none. */
  formIn(text: string): string | null {
    return this.#forms.find((form) => text.includes(form)) ?? null;
  }

  /** The files of a folder with a secret in them. */
  filesIn(folder: string): string[] {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    return files
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((file) => this.formIn(readFileSync(file, 'latin1')) !== null);
  }
}
