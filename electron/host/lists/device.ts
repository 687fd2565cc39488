import Bowser from 'bowser';
import type { Session } from '../../bridge/session.ts';
import { appIn } from './apps.ts';

/** How much of a user agent is parsed, in characters: it is matched against hundreds of patterns. */
const longest = 1000;
const kinds = ['desktop', 'mobile', 'tablet'] as const;

/** The device according to a user agent; all null when it says nothing. */
export function deviceOf(userAgent: string | null): Session['device'] {
  if (!userAgent) return { browser: null, browserVersion: null, os: null, kind: null };
  const read = userAgent.slice(0, longest);
  const { browser, os, platform } = Bowser.parse(read);
  const app = appIn(read);
  return {
    browser: app?.name ?? (browser.name || null),
    browserVersion: app ? app.version : (browser.version ?? null),
    os: os.name || null,
    kind: kinds.find((kind) => kind === platform.type) ?? null,
  };
}
