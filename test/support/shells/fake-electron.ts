import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Stands before the fuses in every Electron (electron/build/fuses/build.py), and has to be there just once. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** The fuses as Electron 45 is delivered: `1` on, `0` off. */
export const deliveredFuses = '101100011';

/** Writes a file with a fuse wire in it, as long as the given one, and nothing else that an Electron has. */
export function writeFakeElectron(file: string, wire = deliveredFuses): void {
  const head = Buffer.from([1, wire.length]);
  const filling = Buffer.alloc(3000, 7);
  writeFileSync(file, Buffer.concat([filling, Buffer.from(sentinel), head, Buffer.from(wire), filling]));
  chmodSync(file, 0o755);
}

export function readFakeFuses(file: string): string {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(sentinel) + sentinel.length;
  return bytes.subarray(at + 2, at + 2 + (bytes[at + 1] ?? 0)).toString();
}

/** A folder that electron-builder takes for Electron on Linux. It is packed like one; nothing in it can be started. */
export function writeFakeDistribution(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  writeFakeElectron(join(folder, 'electron'));
  writeFileSync(join(folder, 'LICENSE'), 'a licence');
}
