import Bowser from 'bowser';
import type { Session } from '../../bridge/session.ts';
import { appIn, systemIn } from './apps.ts';

/** How much of a user agent is parsed, in characters: it is matched against hundreds of patterns. */
const longest = 1000;
const kinds = ['desktop', 'mobile', 'tablet'] as const;
/** Desktop systems: the library does not name a kind for each of them. */
const computers = /^(macOS|Windows|Linux|Chrome ?OS)$/;
/** Systems of consoles and television boxes, which the library takes for desktops. */
const consoles = /^(Nintendo|PlayStation|Xbox|Roku)/;

/** The device according to a user agent; all null when it says nothing. */
export function deviceOf(userAgent: string | null): Session['device'] {
  if (!userAgent) return { browser: null, browserVersion: null, os: null, kind: null };
  const read = userAgent.slice(0, longest);
  const { browser, os, platform } = Bowser.parse(read);
  const app = appIn(read);
  const system = systemIn(read) ?? (os.name || null);
  return {
    browser: app?.name ?? (browser.name || null),
    browserVersion: app ? app.version : (browser.version ?? null),
    os: system,
    kind: kindOf(isPhoneApp(read) ? 'mobile' : platform.type, system),
  };
}

/** The kind of device; null for televisions and consoles. */
function kindOf(type: string | undefined, system: string | null): Session['device']['kind'] {
  if (consoles.test(system ?? '')) return null;
  const isComputer = type === undefined && computers.test(system ?? '');
  return kinds.find((kind) => kind === type) ?? (isComputer ? 'desktop' : null);
}

/** Only browsers omit “Mobile” to say that this is a tablet; an app's own words never have it. */
function isPhoneApp(userAgent: string): boolean {
  return (
    /^(?!Mozilla\b)[^(]*\((?:[^()]*; ?)?Android\b/.test(userAgent) &&
    !/\bSM-[TXP]\d|tab(?:let)?\b|pad\b/i.test(userAgent)
  );
}
