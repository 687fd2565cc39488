import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumMissing } from '../../support/shells/chromium.ts';
import { memory, newFolder } from '../../../scripts/folders.ts';
import { attackFromChromium } from './browser.ts';
import type { Figures } from './figures.ts';
import { openGround } from './ground.ts';
import { attackRaw, goodEnd, goodRequests } from './raw.ts';
import { bytesOf, isSuccess, sendBytes } from './send.ts';

const builtPage = join(import.meta.dirname, '../../../out/renderer');

/** The files of a page that is enough for requests from sockets. */
function barePage(): string {
  const folder = newFolder(memory);
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Sessiondeck</title>');
  return folder;
}

/**
 * Attacks a Sessiondeck of its own in every way there is here, and then makes the same requests without their fault.
 * `onlyRaw`: from sockets only, which needs neither Chromium nor the built page.
 */
export async function attack({ onlyRaw = false } = {}): Promise<Figures> {
  const started = performance.now();
  const ground = await openGround(onlyRaw ? barePage() : builtPage);
  try {
    ground.effects();
    const raw = await attackRaw(ground);
    const skipped = onlyRaw ? 'it was not asked for' : chromiumMissing();
    const fromChromium = skipped === null ? await attackFromChromium(ground) : null;
    const browser = fromChromium?.attempts ?? null;
    const unguarded = fromChromium?.controls ?? [];
    const effects = ground.effects();
    let passed = unguarded.filter(({ succeeded }) => succeeded).length;
    const requests = [...goodRequests(ground).map((request) => ({ request, port: ground.shell.port }))];
    const end = { request: goodEnd(ground, ground.ending.key), port: ground.ending.port };
    for (const { request, port } of [...requests, end])
      if (isSuccess(await sendBytes(port, bytesOf(request)))) passed += 1;
    // Two calls and a session that ended: what counts effects does count.
    if (ground.effects() === 3) passed += 1;
    const controls = { passed, all: unguarded.length + requests.length + 2 };
    return { raw, browser, skipped, effects, controls, seconds: (performance.now() - started) / 1000 };
  } finally {
    await ground.close();
  }
}
