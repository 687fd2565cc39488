import { encodeQR } from 'qr';

/** Light cells around the code, which scanners need (ISO/IEC 18004). */
const border = 4;

export interface Drawing {
  /** Cells along one side, with the border. */
  cells: number;
  /** SVG path of the dark cells, one unit each. */
  path: string;
}

/** The most bytes that each level of error correction holds, best first (ISO/IEC 18004, version 40 in byte mode). */
const levels = [
  { ecc: 'quartile', most: 1663 },
  { ecc: 'medium', most: 2331 },
  { ecc: 'low', most: 2953 },
] as const;

/**
 * Draws the bytes of a code as they are, in byte mode, with as much error correction as their number allows. Null: more
 * bytes than any code holds. Throws on what is no base64.
 */
export function drawCode(payload: string): Drawing | null {
  // A character per byte: the library takes text, and hands it back to be encoded.
  const text = atob(payload);
  const textEncoder = (given: string) => Uint8Array.from(given, (character) => character.charCodeAt(0));
  const level = levels.find(({ most }) => text.length <= most);
  if (!level) return null;
  const { ecc } = level;
  const rows = encodeQR(text, 'raw', { encoding: 'byte', ecc, textEncoder, border });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { cells: rows.length, path };
}
