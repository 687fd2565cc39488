import { gzipSync } from 'node:zlib';
import type { Answer } from '../answer.ts';
import { type FaultEffects, changeJson, withBody } from './effect.ts';

const megabyte = 1024 * 1024;
const hour = 60 * 60 * 1000;
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
/** Whole milliseconds from 2001 to 2286. */
const [firstTime, lastTime] = [1e12, 1e13];

/** Faults in what an answer contains. The operation has its effect, but for the one that says otherwise. */
export const contents: FaultEffects<
  | 'wrong-type'
  | 'corrupt-gzip'
  | 'corrupt-br'
  | 'bomb'
  | 'deep-json'
  | 'proto'
  | 'does-nothing'
  | 'clock-skew'
> = {
  'wrong-type': {
    words: 'Calls the right answer plain text.',
    defaults: { contentType: 'text/plain; charset=utf-8' },
    change: (answer, { contentType }) => withBody(answer, answer.body, { 'content-type': contentType }),
  },
  'corrupt-gzip': {
    words: 'Calls bytes gzip that are none.',
    defaults: {},
    change: (answer) => corrupt(answer, 'gzip'),
  },
  'corrupt-br': {
    words: 'Calls bytes brotli that are none.',
    defaults: {},
    change: (answer) => corrupt(answer, 'br'),
  },
  bomb: {
    words: 'Answers a thousandth of what it becomes when it is unpacked: 200 MB.',
    defaults: { megabytes: 200 },
    change: (answer, { megabytes }) => withBody(answer, bomb(megabytes), { 'content-encoding': 'gzip' }),
  },
  'deep-json': {
    words: 'Answers JSON that is 100,000 levels deep.',
    defaults: { levels: 100_000 },
    change: (answer, { levels }) => withBody(answer, `${'['.repeat(levels)}${']'.repeat(levels)}`),
  },
  proto: {
    words: 'Puts __proto__ and constructor into every object of the right answer.',
    defaults: {},
    change: (answer) => changeJson(answer, polluted),
  },
  'does-nothing': {
    words: 'Answers as if it had worked, and changes nothing.',
    defaults: {},
    call: () => ({ withoutEffect: true }),
    change: ({ headers: { 'set-cookie': _cookies, 'set-auth-token': _token, ...headers }, ...answer }) => {
      return { ...answer, headers };
    },
  },
  'clock-skew': {
    words: 'Shifts all times, and the Date of the answer, by hours.',
    defaults: { hours: 5 },
    change: (answer, { hours }, { now }) => {
      const shift = hours * hour;
      const skewed = changeJson(answer, (value) => shifted(value, shift));
      return { ...skewed, headers: { ...skewed.headers, date: new Date(now + shift).toUTCString() } };
    },
  },
};

function corrupt(answer: Answer, encoding: string): Answer {
  return withBody(answer, Buffer.alloc(40, 'not compressed '), { 'content-encoding': encoding });
}

/** White space before an empty list. Each megabyte is packed once: gzip lets packed parts follow each other. */
function bomb(megabytes: number): Buffer {
  const part = gzipSync(Buffer.alloc(megabyte, ' '), { level: 9 });
  const parts = Array.from({ length: megabytes }, () => part);
  return Buffer.concat([...parts, gzipSync('[]')]);
}

/** The keys are properties of their own, as JSON.parse makes them, and so come out again. */
function polluted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(polluted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, polluted(inner)] as const);
  const bad = [
    ['__proto__', { polluted: true }],
    ['constructor', { prototype: { polluted: true } }],
  ] as const;
  return Object.fromEntries<unknown>([...bad, ...entries]);
}

function shifted(value: unknown, shift: number): unknown {
  if (Array.isArray(value)) return value.map((inner) => shifted(inner, shift));
  if (typeof value === 'number') return value >= firstTime && value < lastTime ? value + shift : value;
  if (typeof value === 'string') return isoTime.test(value) ? shiftedIso(value, shift) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shifted(inner, shift)]));
}

function shiftedIso(time: string, shift: number): string {
  const iso = new Date(Date.parse(time) + shift).toISOString();
  return time.includes('.') ? iso : iso.replace(/\.\d+Z$/, 'Z');
}
