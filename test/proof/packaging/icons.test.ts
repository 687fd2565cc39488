import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodePng, type Picture } from '../../support/png.ts';

const read = (...path: string[]) => readFileSync(join('packaging/icons', ...path));
const sides = (bytes: Buffer) => {
  const { width, height } = decodePng(bytes);
  return [width, height];
};

/** The pictures of an ICO, by the width that its table gives (0 stands for 256). */
function icoParts(file: Buffer): [number, Buffer][] {
  expect([file.readUInt16LE(0), file.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: file.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index;
    const start = file.readUInt32LE(at + 12);
    return [file.readUInt8(at) || 256, file.subarray(start, start + file.readUInt32LE(at + 8))];
  });
}

function icnsParts(file: Buffer): [string, Buffer][] {
  expect([file.toString('latin1', 0, 4), file.readUInt32BE(4)]).toEqual(['icns', file.length]);
  const parts: [string, Buffer][] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4))
    parts.push([file.toString('latin1', at, at + 4), file.subarray(at + 8, at + file.readUInt32BE(at + 4))]);
  return parts;
}

function pixelsOf({ pixels }: Picture): [number, number, number, number][] {
  return Array.from({ length: pixels.length / 4 }, (_, at) => [...pixels.subarray(at * 4, at * 4 + 4)]) as [
    number,
    number,
    number,
    number,
  ][];
}

test('the pictures for Linux, and the large one, have the size of their names', () => {
  for (const size of [16, 32, 48, 64, 128, 256, 512])
    expect(sides(read('png', `${size}x${size}.png`))).toEqual([size, size]);
  expect(sides(read('app.png'))).toEqual([1024, 1024]);
});

test('the picture for Windows holds each size from 16 to 256', () => {
  const parts = icoParts(read('app.ico'));
  expect(parts.map(([size]) => size)).toEqual([16, 24, 32, 48, 64, 128, 256]);
  for (const [size, png] of parts) expect(sides(png)).toEqual([size, size]);
});

test('the picture for macOS holds each size from 16 to 1,024, also for fine screens', () => {
  const parts = icnsParts(read('app.icns'));
  const expected = { icp4: 16, icp5: 32, ic11: 32, ic12: 64, ic07: 128, ic08: 256, ic13: 256, ic09: 512 };
  expect(Object.fromEntries(parts.map(([type, png]) => [type, sides(png)[0]]))).toEqual({
    ...expected,
    ic14: 512,
    ic10: 1024,
  });
});

test('the app’s picture is round at its corners and filled in its middle', () => {
  const pixels = pixelsOf(decodePng(read('png/256x256.png')));
  expect(pixels[0]?.[3]).toBe(0);
  expect(pixels[128 * 256 + 20]?.[3]).toBe(255);
});

test.each([
  ['', 16],
  ['@2x', 32],
])('the tray%s pictures are %i pixels; the one for macOS is black with opacity alone', (suffix, size) => {
  expect(sides(read('tray', `tray${suffix}.png`))).toEqual([size, size]);
  const template = decodePng(read('tray', `trayTemplate${suffix}.png`));
  expect([template.width, template.height]).toEqual([size, size]);
  const inked = pixelsOf(template).filter(([, , , opacity]) => opacity > 0);
  expect(inked.length).toBeGreaterThan((size * size) / 3);
  expect(inked.every(([red, green, blue]) => red + green + blue === 0)).toBe(true);
  const coloured = pixelsOf(decodePng(read('tray', `tray${suffix}.png`)));
  expect(coloured.some(([red, , blue]) => blue > red + 50)).toBe(true);
});

test('a picture that is cut off, or of another kind, is not decoded', () => {
  const png = read('png/16x16.png');
  expect(() => decodePng(png.subarray(0, png.length - 60))).toThrow();
  expect(() => decodePng(read('app.ico'))).toThrow('not a PNG');
});
