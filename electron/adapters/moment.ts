// Times in the formats that servers use, parsed for display.

/** A parsed time, ms since the epoch; `zoneless` when it named no zone and was read as UTC. */
export type Moment = { at: number; zoneless: boolean };

/** The largest Date (ECMA-262, 21.4.1.1): formatting a larger one throws. */
const latest = 8.64e15;
/** What servers send for “never” and for a time that is not set yet. */
const never = /^(never|none|null|nil|undefined|n\/a|-?infinity|-|0000-00-00.*)?$/i;
/** Longest text that is parsed as a time, in characters. */
const longest = 100;

/** Fields in which servers wrap a time: MongoDB, Firestore, Parse, protobuf. */
const wrappers = ['$date', '$numberLong', 'iso', 'date', 'seconds', '_seconds', 'value'];

/**
 * Parses a time in any usual format: ISO 8601 and variants, HTTP and JavaScript dates, and seconds, milliseconds,
 * microseconds or nanoseconds since 1970, as a number or as digits. Null for “never” and for a time that is not set:
 * year 1, 1970. Undefined when the value is not a time.
 */
export function readMoment(value: unknown): Moment | null | undefined {
  if (value === null || value === undefined || value === false) return null;
  if (typeof value === 'number') return fromNumber(value);
  // A time that was encoded as JSON twice has quotes of its own.
  if (typeof value === 'string') return fromText(value.trim().replace(/^(["'])(.*)\1$/, '$2'));
  if (Array.isArray(value)) return fromParts(value);
  if (typeof value !== 'object') return undefined;
  const wrapper = wrappers.find((name) => Object.hasOwn(value, name));
  return wrapper === undefined ? undefined : readMoment((value as Record<string, unknown>)[wrapper]);
}

/** Numbers below these are seconds, milliseconds and microseconds; larger numbers are nanoseconds. */
const [seconds, millis, micros] = [1e11, 1e14, 1e17];
const day = 86_400_000;

function fromNumber(given: number): Moment | null | undefined {
  // Zero, and the year-1 zero times of Go, .NET and protobuf, mean “not set”.
  if (given <= 0) return null;
  const at = Math.trunc(
    given < seconds ? given * 1000 : given < millis ? given : given < micros ? given / 1e3 : given / 1e6,
  );
  // Too small: a duration. Too large or not finite: not a time.
  return at < day || !Number.isFinite(at) || at > latest ? undefined : sensible({ at, zoneless: false });
}

/** Year 1 and 1970 stand for “not set”, year 9999 for “never”. */
function sensible(moment: Moment): Moment | null {
  const year = new Date(moment.at).getUTCFullYear();
  return year < 1971 || year >= 9999 ? null : moment;
}

const iso =
  /^([+-]?\d{4,6})[-/]?(\d\d)[-/]?(\d\d)(?:[T ,]{1,2}(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,12}))?)?\s*(.*))?$/i;
/** A time zone as written by ISO 8601, Postgres, Go, Rails and Java. */
const zone =
  /^(?:(?:Z|UTC|GMT)|(?:UTC|GMT)? ?([+-])(\d\d|\d(?!\d)):?(\d\d)?(?::\d\d)?)(?:\s*(?:\[[\w/+-]+\]|[A-Z]{1,5}))?$/i;

function fromText(text: string): Moment | null | undefined {
  if (text.length > longest) return undefined;
  if (never.test(text)) return null;
  if (/^-?\d{9,19}(\.\d+)?$/.test(text) || text === '0') return fromNumber(Number(text));
  const dotNet = /^\/?Date\((-?\d+)(?:[+-]\d{4})?\)\/?$/.exec(text);
  if (dotNet) return fromNumber(Number(dotNet[1]));
  const parts = iso.exec(text);
  return parts ? fromIso(parts) : fromWords(text);
}

function fromIso([, year, month, date, hour, minute, second, fraction, rest = '']: RegExpExecArray) {
  const numbers = [year, month, date, hour ?? 0, minute ?? 0, second ?? 0].map(Number);
  const at = utc(numbers, Number(`0.${(fraction ?? '0').slice(0, 3)}`) * 1000);
  if (at === undefined) return undefined;
  if (rest === '') return sensible({ at, zoneless: true });
  const offset = offsetOf(rest);
  return offset === undefined ? undefined : sensible({ at: at - offset, zoneless: false });
}

/** How far a zone is ahead of UTC, ms. */
function offsetOf(text: string): number | undefined {
  const found = zone.exec(text);
  if (!found) return undefined;
  const [, sign, hours = '0', minutes = '0'] = found;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** The time of a UTC calendar date, ms since the epoch; undefined for an impossible date, such as 30 February. */
function utc(numbers: number[], ms: number): number | undefined {
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = numbers;
  const made = new Date(0);
  made.setUTCFullYear(year, month - 1, date);
  if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== date) return undefined;
  // A leap second counts as the last second of its minute; 24:00 is the start of the next day.
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  return made.setUTCHours(hour, minute, Math.min(second, 59), Math.trunc(ms));
}

/** HTTP and JavaScript dates. Without a zone, Date.parse would assume this machine's, so UTC is added. */
function fromWords(text: string): Moment | null | undefined {
  if (!/[a-z]{3}/i.test(text) || !/\d{4}/.test(text) || !/\d:\d\d/.test(text)) return undefined;
  const named = /(\b(Z|UTC|GMT)\b|[+-]\d{4}|[+-]\d\d:\d\d)/i.test(text);
  const at = Date.parse(named ? text : `${text} UTC`);
  return Number.isNaN(at) ? undefined : sensible({ at, zoneless: !named });
}

/** `[2026,11,28,14,26,0]`: Java's LocalDateTime as Jackson serialises it, with nanoseconds last. */
function fromParts(parts: unknown[]): Moment | null | undefined {
  if (parts.length < 3 || parts.length > 7 || !parts.every(Number.isSafeInteger)) return undefined;
  const at = utc(parts as number[], Number(parts[6] ?? 0) / 1e6);
  return at === undefined ? undefined : sensible({ at, zoneless: true });
}
