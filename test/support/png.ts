import { inflateSync } from 'node:zlib';

export interface Picture {
  width: number;
  height: number;
  /** Red, green, blue, opacity of each pixel, row after row. */
  pixels: Buffer;
}

/** Decodes a PNG of 8 bits a channel with opacity, not interlaced. Throws on any other, and on a damaged one. */
export function decodePng(file: Buffer): Picture {
  const chunks = chunksOf(file);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (header?.subarray(8).toString('hex') !== '0806000000') throw new Error('not a PNG of RGBA, 8 bits');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const rows = inflateSync(
    Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)),
  );
  if (rows.length !== height * (width * 4 + 1)) throw new Error('the picture is cut off');
  return { width, height, pixels: unfilter(rows, width * 4) };
}

function chunksOf(file: Buffer): { type: string; data: Buffer }[] {
  if (file.subarray(0, 8).toString('latin1') !== '\x89PNG\r\n\x1a\n') throw new Error('not a PNG');
  const chunks = [];
  for (let at = 8; at < file.length;) {
    const end = at + 8 + file.readUInt32BE(at);
    chunks.push({ type: file.toString('latin1', at + 4, at + 8), data: file.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

/** The five filters of a row (PNG 9.2): each byte is written as its difference from a guess. */
function unfilter(rows: Buffer, width: number): Buffer {
  const pixels = Buffer.alloc((rows.length / (width + 1)) * width);
  const byte = (at: number, isThere: boolean) => (isThere ? pixels.readUInt8(at) : 0);
  for (let row = 0; row * width < pixels.length; row += 1) {
    const filter = rows.readUInt8(row * (width + 1));
    for (let x = 0; x < width; x += 1) {
      const at = row * width + x;
      const left = byte(at - 4, x >= 4);
      const up = byte(at - width, row > 0);
      const corner = byte(at - width - 4, x >= 4 && row > 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      pixels[at] = rows.readUInt8(row * (width + 1) + 1 + x) + guess;
    }
  }
  return pixels;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((one) => Math.abs(guess - one)) as [number, number, number];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
