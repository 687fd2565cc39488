import { randomBytes } from 'node:crypto';
import { decodeQR } from 'qr/decode.js';
import { expect, test } from 'vitest';
import { drawCode, type Drawing } from '../../renderer/sign-in/qr/code.ts';

/** Paints a drawing as a camera would see it, and reads it back: one character per byte. */
function scan({ cells, path }: Drawing): string {
  const scale = 8;
  const width = cells * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x = '', y = ''] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let dy = 0; dy < scale; dy += 1) {
      const start = ((Number(y) * scale + dy) * width + Number(x) * scale) * 4;
      for (let at = start; at < start + scale * 4; at += 4) data.fill(0, at, at + 3);
    }
  }
  const textDecoder = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
  return decodeQR({ width, height: width, data }, { textDecoder });
}

test.each([1, 16, 48, 200, 800])('a code of %i random bytes is scanned as exactly those bytes', (length) => {
  const bytes = randomBytes(length);
  expect(scan(drawn(bytes.toString('base64')))).toBe(bytes.toString('latin1'));
});

test('four light cells surround the code, on every side', () => {
  const { cells, path } = drawn(Buffer.from('edge').toString('base64'));
  const places = [...path.matchAll(/M(\d+) (\d+)h/g)].flatMap(([, x, y]) => [Number(x), Number(y)]);
  expect([Math.min(...places), Math.max(...places)]).toEqual([4, cells - 5]);
});

/** Draws a code that can be drawn. */
function drawn(payload: string): Drawing {
  const drawing = drawCode(payload);
  if (!drawing) throw new Error('the code is too large');
  return drawing;
}

test.each([1, 1663, 1664, 2331, 2332, 2953])(
  '%i bytes are drawn, with what error correction there is room for',
  (size) => {
    const bytes = Buffer.alloc(size, 0xa7);
    expect(scan(drawn(bytes.toString('base64')))).toBe(bytes.toString('latin1'));
  },
);

test('one byte more than any code holds is not drawn', () => {
  expect(drawCode(Buffer.alloc(2954).toString('base64'))).toBeNull();
});
