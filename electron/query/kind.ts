import type { ListedSession } from './listed-session.ts';

/** What uses a session: a person in a browser or an app, a command line, an agent, or somebody in the user's name. */
export const kinds = ['browser', 'app', 'cli', 'agent', 'impersonation'] as const;
export type SessionKind = (typeof kinds)[number];

// Names that the programs themselves send. Where a user agent does not say it for sure, the kind is not known.
const agents =
  /\b(?:Claude-User|Claude-Code|ChatGPT-User|GPTBot|OAI-SearchBot|ClaudeBot|PerplexityBot|Perplexity-User)\b/i;
const tools =
  /^(?:curl|Wget|HTTPie|xh|python-requests|python-httpx|aiohttp|Python-urllib|Go-http-client|node-fetch|undici|axios|got|libwww-perl|Ruby|okhttp-cli|PostmanRuntime|insomnia|bruno-runtime|GitHub CLI|aws-cli|gcloud|kubectl|vault)\b/i;
const apps = /\b(?:okhttp|CFNetwork|Dart|ReactNative|Electron|Expo|Alamofire)\//i;
const browsers =
  /^(?:Chrome|Chromium|Firefox|Safari|Mobile Safari|Edge|Microsoft Edge|Opera|Brave|Vivaldi|Samsung Internet)/i;

/** The kind of a session; null: not known. */
export function kindOf({ impersonatedBy, userAgent, device }: ListedSession): SessionKind | null {
  if (impersonatedBy !== null) return 'impersonation';
  const agent = userAgent ?? '';
  if (agents.test(agent)) return 'agent';
  if (tools.test(agent)) return 'cli';
  if (apps.test(agent)) return 'app';
  return browsers.test(device.browser ?? '') ? 'browser' : null;
}
