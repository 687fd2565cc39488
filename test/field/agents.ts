import { expect } from 'vitest';
import { deviceOf } from '../../electron/host/lists/device.ts';

// How the rows about user agents are tried: test/field/user-agents.test.ts and apps.test.ts.

/** What is shown: browser and system, or a pattern where either of two names would do; and the kind of device. */
export type AgentRow = [
  source: string,
  userAgent: string,
  shown: string | RegExp,
  kind?: 'desktop' | 'mobile' | 'tablet' | null,
];

export const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ';
export const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) ';
export const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ';
export const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) ';
export const linux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ';
export const wv =
  'Mozilla/5.0 (Linux; Android 15; SM-S921N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/150.0.0.0 Mobile Safari/537.36 ';

/** Tries one row: its user agent is shown as it says. */
export function tryAgent(...[, userAgent, shown, kind]: AgentRow): void {
  const device = deviceOf(userAgent);
  const { browser, browserVersion, os } = device;
  const said = [browser, browserVersion].filter(Boolean).join(' ');
  const text = os && !/^(curl|Mail)/.test(said) ? `${said} on ${os}` : said;
  if (typeof shown === 'string') expect(text).toBe(shown);
  else expect(text).toMatch(shown);
  if (kind !== undefined) expect(device.kind).toBe(kind);
}
