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
    this.#region = region.startsWith(language) ? region : language;
    // American English abbreviates as "min." with a full stop; a table reads better without.
    this.#language = language === 'en' ? 'en-GB' : language;
  }

  /** "12 min ago", "5 hr ago", "Tue 14:05", "3 Sept", "Nov 2027"; ahead of now: "in 6 days". */
  relative(at: number, now: number): string {
    const away = at - now;
    const size = Math.abs(away);
    if (size < 1000) return this.#now();
    if (size < minute) return this.#away(Math.trunc(away / 1000), 'second');
    if (size < hour) return this.#away(Math.trunc(away / minute), 'minute');
    if (size < day) return this.#away(Math.trunc(away / hour), 'hour');
    if (away > 0 && size < 90 * day) return this.#away(Math.trunc(away / day), 'day');
    if (size < 7 * day) return this.#date(at, { weekday: 'short', hour: '2-digit', minute: '2-digit' });
    const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
    return this.#date(
      at,
      sameYear ? { day: 'numeric', month: 'short' } : { month: 'short', year: 'numeric' },
    );
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

  /** "14:05", with the day in front unless it is today. */
  clock(at: number, now: number): string {
    const today = new Date(at).toDateString() === new Date(now).toDateString();
    return this.#date(at, { ...(today ? {} : { weekday: 'short' }), hour: '2-digit', minute: '2-digit' });
  }

  /** As `clock`, with seconds: for what follows one another quickly. */
  exact(at: number, now: number): string {
    const today = new Date(at).toDateString() === new Date(now).toDateString();
    const day: Intl.DateTimeFormatOptions = today ? {} : { weekday: 'short' };
    return this.#date(at, { ...day, hour: '2-digit', minute: '2-digit', second: '2-digit' });
  }

  /** Whole days between two moments. */
  days(from: number, to: number): number {
    return Math.floor((to - from) / day);
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
