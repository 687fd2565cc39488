import Bowser from 'bowser';
import type { Session } from '../../bridge/session.ts';

/** How much of a user agent is read, in characters: it is tried against hundreds of patterns. */
const longest = 1000;
const kinds = ['desktop', 'mobile', 'tablet'] as const;

/** What a user agent says of the device; all null when it says nothing. */
export function deviceOf(userAgent: string | null): Session['device'] {
  if (!userAgent) return { browser: null, browserVersion: null, os: null, kind: null };
  const { browser, os, platform } = Bowser.parse(userAgent.slice(0, longest));
  return {
    browser: browser.name || null,
    browserVersion: browser.version ?? null,
    os: os.name || null,
    kind: kinds.find((kind) => kind === platform.type) ?? null,
  };
}
