import { createContext } from 'svelte';
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const formatters = new Map<string, Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

/** Times and dates as people of one language and region write them. */
export class Times {
  readonly #region: string;
  readonly #language: string;

  /** `region` sets the clock and the order of a date; `language` the words. */
  constructor(language: string, region: string) {
    const usable = usableLocale(region);
    this.#region =
      usable === null || usable.startsWith(language) ? (usable ?? language) : abroad(language, usable);
    // American English abbreviates as "min." with a full stop; a table reads better without.
    this.#language = language === 'en' ? 'en-GB' : language;
  }

  /**
   * When something was: "12 min ago", "5 hr ago", "Tue 14:05", "3 Sept", "3 Sept 2025". What a server whose clock is ahead
   * puts into the future was just now.
   */
  relative(at: number, now: number): string {
    const away = Math.min(at - now, 0);
    if (away > -day) return this.#near(away);
    // Six days and more: the weekday would be today's, and a time that is still to come.
    if (away > -6 * day) return this.#date(at, { weekday: 'short', hour: '2-digit', minute: '2-digit' });
    return this.#date(at, { day: 'numeric', month: 'short', ...yearUnlessThis(at, now) });
  }

  /** When something will be: "in 6 days", "3 Sept", "Nov 2027"; once it is over, as `relative`. */
  until(at: number, now: number): string {
    const away = at - now;
    if (away <= 0) return this.relative(at, now);
    if (away < day) return this.#near(away);
    if (away < 90 * day) return this.#away(Math.trunc(away / day), 'day');
    const year = yearUnlessThis(at, now);
    return this.#date(at, year.year ? { month: 'short', ...year } : { day: 'numeric', month: 'short' });
  }

  /** Date, time and zone in full: what a tooltip and the details show. */
  absolute(at: number): string {
    return this.#date(at, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'short',
    });
  }

  /** "14:05", with the day in front unless it is today: its weekday, or its date from six days on. */
  clock(at: number, now: number): string {
    return this.#date(at, { ...dayOf(at, now), hour: '2-digit', minute: '2-digit' });
  }

  /** As `clock`, with seconds: for what follows one another quickly. */
  exact(at: number, now: number): string {
    return this.#date(at, { ...dayOf(at, now), hour: '2-digit', minute: '2-digit', second: '2-digit' });
  }

  /** Whole days between two moments. */
  days(from: number, to: number): number {
    return Math.floor((to - from) / day);
  }

  /** Less than a day away, in either direction. */
  #near(away: number): string {
    const size = Math.abs(away);
    if (size < 1000) return this.#now();
    if (size < minute) return this.#away(Math.trunc(away / 1000), 'second');
    if (size < hour) return this.#away(Math.trunc(away / minute), 'minute');
    return this.#away(Math.trunc(away / hour), 'hour');
  }

  #away(amount: number, unit: Intl.RelativeTimeFormatUnit): string {
    const key = `away ${this.#language}`;
    const made = formatters.get(key) ?? new Intl.RelativeTimeFormat(this.#language, { style: 'short' });
    formatters.set(key, made);
    return (made as Intl.RelativeTimeFormat).format(amount, unit);
  }

  #now(): string {
    return new Intl.RelativeTimeFormat(this.#language, { numeric: 'auto' }).format(0, 'second');
  }

  #date(at: number, parts: Intl.DateTimeFormatOptions): string {
    const key = `${this.#region} ${Object.keys(parts).join()}`;
    const made = formatters.get(key) ?? new Intl.DateTimeFormat(this.#region, parts);
    formatters.set(key, made);
    return (made as Intl.DateTimeFormat).format(at);
  }
}

/** A locale as Intl takes it; null for one that it does not. Systems report `en-US@posix`, `de_DE.UTF-8` and `C`. */
function usableLocale(given: string): string | null {
  const tag = given.replace(/[@.].*$/, '').replaceAll('_', '-');
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([tag])[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * The locale for dates where the system's language is not the page's. English is the page's language for everyone who
 * speaks none of ours: they keep their 12 or 24 hours, and read the day before the month.
 */
function abroad(language: string, region: string): string {
  if (language !== 'en') return language;
  const { hourCycle } = new Intl.DateTimeFormat(region, { hour: 'numeric' }).resolvedOptions();
  return `en-GB-u-hc-${hourCycle ?? 'h23'}`;
}

function yearUnlessThis(at: number, now: number): Intl.DateTimeFormatOptions {
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' };
}

/** What names the day, as short as it cannot be taken for another; nothing for today. */
function dayOf(at: number, now: number): Intl.DateTimeFormatOptions {
  if (new Date(at).toDateString() === new Date(now).toDateString()) return {};
  if (Math.abs(at - now) < 6 * day) return { weekday: 'short' };
  return { day: 'numeric', month: 'short', ...yearUnlessThis(at, now) };
}

export const [useTimes, provideTimes] = createContext<Times>();
