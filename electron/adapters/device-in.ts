import { isUnknown } from './fields.ts';
import type { Row } from './pages/listing.ts';

/** A device from a descriptive sentence. If the text is a user agent, `device` is null and the host derives it from that. */
export function toldDevice(
  text: string | null,
  userAgent: string | null,
): Pick<Row['session'], 'device' | 'userAgent'> {
  if (text === null) return { device: null, userAgent };
  if (isUserAgent(text)) return { device: null, userAgent: userAgent ?? text };
  return { device: deviceIn(text), userAgent };
}

function isUserAgent(text: string): boolean {
  const start = text.slice(0, 200);
  return /^[\w.+-]{2,60}\/v?\d/.test(start) && !start.includes(' on ');
}

/**
 * A device in a sentence: "Chrome 126 on Windows 10/11". Split by hand, because a pattern would take quadratic time.
 */
function deviceIn(text: string): Row['session']['device'] {
  const rest = { browserVersion: null, kind: null };
  const at = text.indexOf(' on ', 1);
  const os = text.slice(at + ' on '.length);
  if (at < 0 || !os || /[\r\n]/.test(text)) return { ...rest, browser: text, os: null };
  const named = text.slice(0, at);
  const space = named.lastIndexOf(' ');
  const version = space > 0 && /^[\d.]+$/.test(named.slice(space + 1)) ? named.slice(space + 1) : null;
  const browser = version === null ? named : named.slice(0, space);
  return { ...rest, browser: known(browser), browserVersion: version, os: known(os) };
}

function known(text: string): string | null {
  return isUnknown(text) ? null : text;
}
