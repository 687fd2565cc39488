/** An app that names itself in a user agent besides a browser, and is what the person really used. */
interface App {
  name: string;
  version: string | null;
}

/** Most specific first: an app's own name takes precedence over the browser that it embeds. */
const apps: readonly [RegExp, string][] = [
  [/\bFB(?:AN|AV|_IAB)\b.*?(?:FBAV\/([\d.]+))?/, 'Facebook'],
  [/\bInstagram[ /]([\d.]+)/, 'Instagram'],
  [/\b(?:musical_ly|trill|BytedanceWebview|TikTok)[_/]([\d.]*)/, 'TikTok'],
  [/\bKAKAOTALK[ /]([\d.]+)/i, 'KakaoTalk'],
  [/\bLine\/([\d.]+)/, 'Line'],
  [/\bMicroMessenger\/([\d.]+)/, 'WeChat'],
  [/\bSnapchat[ /]([\d.]+)/, 'Snapchat'],
  [/\bPinterest\/([\d.]+|)/, 'Pinterest'],
  [/\bLinkedInApp\b\/?([\d.]*)/, 'LinkedIn'],
  [/\bTwitter(?: for \w+)?\/([\d.]*)/, 'X'],
  [/\bWhatsApp\/([\d.]+)/, 'WhatsApp'],
  [/\bTelegram(?:-Android)?\/([\d.]+)/, 'Telegram'],
  [/\bGSA\/([\d.]+)/, 'Google app'],
  [/\bUC ?Browser\/([\d.]+)/, 'UC Browser'],
  [/\b(?:DuckDuckGo|Ddg)\/([\d.]+)/, 'DuckDuckGo'],
  [/\bOPX\/([\d.]+)/, 'Opera GX'],
  [/\bOPT\/([\d.]+)/, 'Opera Touch'],
  [/\bHuaweiBrowser\/([\d.]+)/, 'Huawei Browser'],
  [/\bBrave(?: Chrome)?\/([\d.]+)/, 'Brave'],
  [/\bNintendoBrowser\/([\d.]*\d)/, 'Nintendo Browser'],
  [/\bValve Steam (?:GameOverlay|Client|Tenfoot)(?:\/([\d.]+))?/, 'Steam'],
  [/\bOculusBrowser\/([\d.]+)/, 'Oculus Browser'],
  [/\bHeadlessChrome\/([\d.]+)/, 'Headless Chrome'],
  [/\bThunderbird\/([\d.]+)/, 'Thunderbird'],
  [/\bMicrosoft Outlook(?: Mail)? ([\d.]+)/, 'Outlook'],
  [/\bWindowsPowerShell\/([\d.]+)/, 'Windows PowerShell'],
  [/\bPowerShell\/([\d.]+)/, 'PowerShell'],
  [/^Sessiondeck\/([\w.-]+)/, 'Sessiondeck'],
  [/^(?:curl)\/([\d.]+)/, 'curl'],
  [/^Wget\/([\d.]+)/, 'Wget'],
  [/^HTTPie\/([\d.]+)/, 'HTTPie'],
  [/^PostmanRuntime\/([\d.]+)/, 'Postman'],
  [/^insomnia\/([\d.]+)/i, 'Insomnia'],
  [/^python-requests\/([\d.]+)/, 'python-requests'],
  [/^(?:okhttp)\/([\d.]+)/, 'OkHttp'],
  [/^Go-http-client\/([\d.]+)/, 'Go'],
  [/^axios\/([\d.]+)/, 'axios'],
  [/^node-fetch\/([\d.]+)/, 'node-fetch'],
  [/^(?:node|undici)$/, 'Node.js'],
];

/** Electron apps name themselves before the browser that they embed: `Code/1.105.1`. */
const electron =
  /\) ([A-Za-z@][\w.@+-]{1,40})\/([\d.]+)[\w.-]{0,40}(?: [\w.-]+\/[\d.]+)* Chrome\/[\d.]+ Electron\//;
/** Apps that do not claim to be a browser begin with their own name: `SampleApp/1.0.0 (Android 11; Pixel 4 XL)`. */
const own =
  /^(?!(?:Mozilla|Opera|Dalvik|null|undefined|unknown|none|other)\b)([A-Za-z][\w.+-]{1,39}(?: [A-Za-z][\w.+-]{0,39}){0,3})(?:\/v?(\d[\d.]*)[\w.+-]*)?(?= |$)/;
const electronNames: Record<string, string> = { Code: 'Visual Studio Code' };
/** Apps that use Apple's network library: `Mail/3826 CFNetwork/1568 Darwin/24.1`. */
const cfNetwork = /^([^/]{1,60})\/([\w.]+) CFNetwork\/[\d.]+/;

/** The app that a user agent names; null when it names none. Pass at most 1,000 characters. */
export function appIn(userAgent: string): App | null {
  for (const [pattern, name] of apps) {
    const found = pattern.exec(userAgent);
    if (found) return { name, version: versionOf(name, userAgent, found[1]) };
  }
  const [, ofApple = '', build = null] = cfNetwork.exec(userAgent) ?? [];
  if (ofApple !== '') return { name: decoded(ofApple), version: build };
  const [, made = '', version = null] = electron.exec(userAgent) ?? [];
  if (made === '') return ownNameIn(userAgent);
  if (/^(Version|Safari|Mobile)$/.test(made)) return null;
  return { name: electronNames[made] ?? made, version };
}

/** A single word, or a name with a version or with the system in brackets behind it. */
function ownNameIn(userAgent: string): App | null {
  const [all = '', name = '', version = null] = own.exec(userAgent) ?? [];
  const isWord = all === userAgent && !name.includes(' ');
  const isNamed = version !== null || isWord || userAgent.startsWith(' (', all.length);
  return name.length > 2 && isNamed ? { name, version } : null;
}

function versionOf(name: string, userAgent: string, found: string | undefined): string | null {
  if (name === 'Facebook') return /FBAV\/([\d.]+)/.exec(userAgent)?.[1] ?? null;
  return found === undefined || found === '' ? null : found;
}

/** App names may be percent-encoded: `My%20App`. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    if (error instanceof URIError) return name;
    throw error;
  }
}

/** Systems that the library does not know, or takes for another one. `$1` is what the pattern captured. */
const systems: readonly [RegExp, string][] = [
  [/\bNintendo (Switch|WiiU|Wii|3DS|DSi?)\b/, 'Nintendo $1'],
  [/\bPlayStation (\d|Vita|Portable)/i, 'PlayStation $1'],
  [/\bXbox\b/, 'Xbox'],
  [/\bRoku/, 'Roku'],
  // Samsung's browser exists for Android only; in DeX mode it claims to run on Linux.
  [/\bX11; Linux\b.*\bSamsungBrowser\//, 'Android'],
  // Apple's network library names the processor only on a Mac.
  [/\bDarwin\/[\d.]+ \((?:x86_64|i386|arm64)\)/, 'macOS'],
];

/** The system that a user agent names in its own words; null where the library's answer stands. */
export function systemIn(userAgent: string): string | null {
  for (const [pattern, name] of systems) {
    const found = pattern.exec(userAgent);
    if (found) return name.replace('$1', found[1] ?? '');
  }
  return null;
}
