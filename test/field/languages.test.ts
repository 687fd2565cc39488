import { expect, test } from 'vitest';
import { Times } from '../../renderer/ui/time/times.ts';

// Kind 8: languages, as systems and browsers name them. How to add a row: docs/field.md.

const now = new Date(2026, 10, 28, 14, 26).getTime();
const day = 24 * 60 * 60_000;

/** What a browser says its language is, and the clock of yesterday and of last year in a page in English. */
test.each<[source: string, language: string, yesterday: RegExp, lastYear: RegExp]>([
  ['marimo-team/marimo#9938', 'en-US@posix', /^Fri,? 0?2:26\sPM$/, /Nov 28, 2025/],
  ['krelltunez/lifeGLANCE#233', 'en_US.UTF-8', /^Fri,? 0?2:26\sPM$/, /Nov 28, 2025/],
  ['krelltunez/lifeGLANCE#233', 'POSIX', /^Fri,? \d/, /2025/],
  ['binwiederhier/ntfy#951', 'zh_Hans', /14:26/, /2025/],
  ['Opentrons/opentrons#16716', 'C', /^Fri,? \d/, /2025/],
  ['decred/dcrdex#2596', 'c', /^Fri,? \d/, /2025/],
  ['readest/readest#3522', 'C.UTF-8', /^Fri,? \d/, /2025/],
  ['vuejs/create-vue#648', 'C.utf8', /^Fri,? \d/, /2025/],
  ['heyman/heynote#434', 'en-US@rg=nzzzzz', /^Fri,? 0?2:26\s?[Pp]\.?[Mm]/, /2025/],
  ['electron/electron#21188', 'sp', /\d/, /2025/],
  ['electron/electron#21969', 'aa@BB', /\d/, /2025/],
  ['jsmreese/moment-duration-format#146', 'i', /\d/, /2025/],
  ['electron/electron#13023', 'sv-SE', /14:26/, /2025/],
  ['variation', 'ja-JP', /14:26/, /28 Nov 2025/],
  ['variation', 'fr_FR.UTF-8', /14:26/, /28 Nov 2025/],
  ['variation', 'hi-IN', /0?2:26\s?pm/i, /28 Nov 2025/],
  ['variation', 'en-GB', /14:26/, /28 Nov 2025/],
  ['variation', 'ar-EG-u-nu-arab', /0?2:26\s?pm/i, /28 Nov 2025/],
])('%s: %s', (_, language, yesterday, lastYear) => {
  const times = new Times('en', language);
  expect(times.relative(now - day, now)).toMatch(yesterday);
  expect(times.clock(now - 365 * day, now)).toMatch(lastYear);
  expect(times.until(now + 30 * 60_000, now)).toMatch(/30/);
});
