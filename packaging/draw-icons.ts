// npm run icons: renders every icon from the SVG files beside it, in a Chromium (CHROMIUM names it), and packs them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';

const folder = join(import.meta.dirname, 'icons');
/** Up to this many pixels the small drawing is used: the large one would blur. */
const small = 32;

/** @param share how much of the square the drawing fills; the rest is transparent */
async function draw(page: Page, source: string, size: number, share = 1): Promise<Buffer> {
  const svg = readFileSync(join(folder, `${source}.svg`)).toString('base64');
  const side = size * share;
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<body style="margin:${(size - side) / 2}px"><img style="display:block" width="${side}" height="${side}"
      src="data:image/svg+xml;base64,${svg}">`,
  );
  await page.locator('img').evaluate(async (image: HTMLImageElement) => image.decode());
  return page.screenshot({ omitBackground: true, type: 'png' });
}

async function drawApp(page: Page, size: number, share = 1): Promise<Buffer> {
  return draw(page, size <= small ? 'app-small' : 'app', size, share);
}

/** An ICO that holds PNGs (Windows Vista and later): 6 bytes, 16 for each picture, the pictures. */
function packIco(pictures: ReadonlyMap<number, Buffer>): Buffer {
  const head = Buffer.from([0, 0, 1, 0, pictures.size, 0]);
  let offset = head.length + 16 * pictures.size;
  const entries = [...pictures].map(([size, png]) => {
    const entry = Buffer.alloc(16);
    // 256 does not fit into a byte and is written as 0.
    entry.set([size % 256, size % 256, 0, 0, 1, 0, 32, 0]);
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([head, ...entries, ...pictures.values()]);
}

/** The types of an ICNS whose content is a PNG, by pixels; `@2x` ones have twice those of their name. */
const icnsTypes = {
  icp4: 16,
  icp5: 32,
  ic11: 32,
  ic12: 64,
  ic07: 128,
  ic08: 256,
  ic13: 256,
  ic09: 512,
  ic14: 512,
};

function packIcns(pictures: ReadonlyMap<string, Buffer>): Buffer {
  const parts = [...pictures].map(([type, png]) => Buffer.concat([Buffer.from(type), length(png), png]));
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from('icns'), length(body), body]);
}

/** How long a part of an ICNS is, its own head of 8 bytes included. */
function length(content: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(content.length + 8);
  return bytes;
}

async function drawEach<Key>(sizes: Iterable<[Key, number]>, one: (size: number) => Promise<Buffer>) {
  const pictures = new Map<Key, Buffer>();
  for (const [key, size] of sizes) pictures.set(key, await one(size));
  return pictures;
}

async function drawAll(page: Page): Promise<void> {
  const save = (path: string, bytes: Buffer) => writeFileSync(join(folder, path), bytes);
  const bySize = (...sizes: number[]) => sizes.map((size): [number, number] => [size, size]);
  const app = async (size: number) => drawApp(page, size);
  for (const [size, png] of await drawEach(bySize(16, 32, 48, 64, 128, 256, 512), app))
    save(`png/${size}x${size}.png`, png);
  save('app.png', await app(1024));
  save('app.ico', packIco(await drawEach(bySize(16, 24, 32, 48, 64, 128, 256), app)));
  // Apple's grid: the body of an icon is 824 of 1,024 pixels wide, and the system draws nothing around it.
  const inGrid = async (size: number) => drawApp(page, size, size <= small ? 1 : 824 / 1024);
  const types = Object.entries({ ...icnsTypes, ic10: 1024 });
  save('app.icns', packIcns(await drawEach(types, inGrid)));
  for (const [suffix, size] of [
    ['', 16],
    ['@2x', 32],
  ] as const) {
    save(`tray/tray${suffix}.png`, await draw(page, 'app-small', size));
    // By this ending macOS is told to colour it for a light or a dark bar.
    save(`tray/trayTemplate${suffix}.png`, await draw(page, 'tray-template', size));
  }
}

for (const part of ['png', 'tray']) mkdirSync(join(folder, part), { recursive: true });
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium' });
try {
  await drawAll(await browser.newPage());
} finally {
  await browser.close();
}
