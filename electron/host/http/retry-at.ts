import { readMoment } from '../../adapters/moment.ts';

// When a server wants to be asked again: `Retry-After` (RFC 9110 10.2.3) and similar headers as servers really send them.

/** The shortest wait, ms, even if the server asks for none. */
const shortestWait = 500;
/** Longest header value that is parsed, in characters: matching the patterns takes quadratic time. */
const longestWords = 1000;
/** Numbers from here on are seconds since 1970, not a wait: as a wait they would be 31 years or more. */
const firstEpoch = 1e9;
/** How long ago, ms, a moment meant as “now” may be: clocks differ, and answers take time. */
const justPast = 3_600_000;

/** A moment further ahead is a mistake of the server's, ms. */
const longestWait = 50 * 365 * 86_400_000;

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * When to try again, ms since the epoch, from `Retry-After`, better-auth's `X-Retry-After` and headers for one limit
 * (`Retry-After-short`). Accepts seconds, whole or fractional, a number with a unit, a date, or seconds since 1970. The
 * latest of several wins, so no server is asked too early. Null when there is no readable time, or only a past one.
 */
export function retryAt(headers: Headers, now: number): number | null {
  const times = [...headers].flatMap(([name, value]) => {
    const known = /^(?:x-(?:ms-)?)?retry-after(-ms)?(?:-[\w-]+)?$/.exec(name);
    return known && value.length <= longestWords ? timesIn(value, now, known[1] ? 1 : 1000) : [];
  });
  return latest(times, now);
}

/**
 * The same from rate limit headers: `RateLimit` of the IETF's drafts 7 (`remaining=0, reset=7`) and 8
 * (`"default";r=0;t=7`), and the older `RateLimit-Reset` and `X-RateLimit-Reset`. Limits with requests remaining count
 * only if no limit is exhausted.
 */
export function limitResetAt(headers: Headers, now: number): number | null {
  const resets = [...headers].flatMap(([name, value]) => {
    if (value.length > longestWords) return [];
    if (/^(x-)?rate-?limit$/.test(name)) return policiesIn(value, now);
    const named = /^((?:x-)?rate-?limit-(?:[a-z]+(?=reset))?)reset(?:-after)?(-[\w-]+)?$/.exec(name);
    if (!named) return [];
    const left = headers.get(`${named[1]}remaining${named[2] ?? ''}`);
    return [{ isUsedUp: left === null || !(Number(left) > 0), times: timesIn(value, now, 1000) }];
  });
  const used = resets.filter(({ isUsedUp }) => isUsedUp);
  return latest(
    (used.length > 0 ? used : resets).flatMap(({ times }) => times),
    now,
  );
}

function latest(times: number[], now: number): number | null {
  const sensible = times.filter((time) => time <= now + longestWait);
  return sensible.length > 0 ? Math.max(...sensible, now + shortestWait) : null;
}

/** The policies of a `RateLimit` header, of either draft. */
function policiesIn(value: string, now: number): { isUsedUp: boolean; times: number[] }[] {
  if (value.startsWith('{')) return policyInJson(value, now);
  const isDraft7 = /(^|,)\s*(limit|remaining|reset)=/.test(value);
  // Two headers of draft 7 arrive as one, joined by a comma.
  return (isDraft7 ? value.split(/,\s*(?=limit=)/) : value.split(',')).map((policy) => {
    const left = /(?:^|[;,])\s*(?:r|remaining)=(\d+)/.exec(policy)?.[1];
    const reset = /(?:^|[;,])\s*(?:t|reset)=([\d.]+)/.exec(policy)?.[1];
    return { isUsedUp: Number(left ?? 0) === 0, times: reset ? timesIn(reset, now, 1000) : [] };
  });
}

/** Every time in a header; a repeated header is joined by a comma, which also occurs within a date. */
function timesIn(value: string, now: number, unit: number): number[] {
  const pieces = value.split(',').map((piece) => piece.trim().replace(/^"(.*)"$/, '$1'));
  return [
    ...pieces.flatMap((piece) => timeOf(piece, now, unit)),
    ...datesIn(value).filter((date) => date >= now),
  ];
}

/** A limit as an object in JSON, as Basecamp sends it: `{"remaining":0,"until":"2026-11-28T14:26:05Z"}`. */
function policyInJson(value: string, now: number): { isUsedUp: boolean; times: number[] }[] {
  const fields = parsedObject(value);
  const left = fields['remaining'] ?? 0;
  const ends = resetNames
    .map((name) => fields[name])
    .find((one) => typeof one === 'string' || typeof one === 'number');
  return ends === undefined
    ? []
    : [{ isUsedUp: !(Number(left) > 0), times: timesIn(String(ends), now, 1000) }];
}

const resetNames = ['until', 'reset', 'reset_at', 'resetAt', 'reset_after', 'until_seconds'];

function parsedObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What the body of an answer calls a wait, as Discord, Telegram and others do; `Ms` and `_ms` are milliseconds. */
const waitName = /^retry[_-]?(?:after|in)(?:[_-]?(?:s|sec|secs|seconds))?([_-]?m(?:illi)?s(?:econds)?)?$/i;

/** When to try again according to the body of a 429 or 503, ms since the epoch; null where it does not say. */
export function retryAtIn(body: unknown, now: number, depth = 3): number | null {
  if (!isObject(body) || depth === 0) return null;
  const entries = Object.entries(body).slice(0, 50);
  const times = entries.flatMap(([name, value]) => {
    const known = typeof value === 'number' || typeof value === 'string' ? waitName.exec(name) : null;
    return known && String(value).length <= longestWords
      ? timesIn(String(value), now, known[1] ? 1 : 1000)
      : [];
  });
  const own = latest(times, now);
  if (own !== null) return own;
  return entries.map(([, value]) => retryAtIn(value, now, depth - 1)).find((at) => at !== null) ?? null;
}

function timeOf(piece: string, now: number, unit: number): number[] {
  if (/^(?:\d{1,9}(?:\.\d{1,9})?(?:h|m|s|ms)){2,4}$/.test(piece)) {
    // Go's durations: `1h30m`, `6m0s`.
    const parts = piece.matchAll(/([\d.]+)(h|ms|m|s)/g);
    return [
      now +
        [...parts].reduce((sum, [, many, unitName = 's']) => sum + Number(many) * (units[unitName] ?? 0), 0),
    ];
  }
  const [, digits, given] =
    /^(\d{1,19}(?:\.\d{1,9})?) ?(ms|s|m|h|sec|second|min|minute|hour)?s?$/i.exec(piece) ?? [];
  if (digits === undefined) {
    const moment = /^\d{4}-\d\d-\d\dT/.test(piece) ? readMoment(piece) : undefined;
    return moment && moment.at >= now ? [moment.at] : [];
  }
  const number = Number(digits);
  if (!given && number >= firstEpoch) {
    const moment = readMoment(number);
    return moment && moment.at >= now - justPast ? [moment.at] : [];
  }
  const factor = given ? (given === 'ms' ? 1 : units[given.charAt(0).toLowerCase()]) : unit;
  return [now + number * (factor ?? unit)];
}

/**
 * The dates of a header, in the three formats that RFC 9110 (5.6.7) requires, all GMT, and as JavaScript writes them, with
 * an offset.
 */
function datesIn(text: string): number[] {
  const forms = text.matchAll(
    /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w: -]*\d\d:\d\d:\d\d(?: \d{4})?( (?:GMT|UTC)?[+-]\d{4})?/g,
  );
  return [...forms]
    .map(([date, offset]) => Date.parse(offset ? date : `${date} GMT`))
    .filter((time) => !Number.isNaN(time));
}
