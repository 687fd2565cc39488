import { expect, test } from 'vitest';
import { deviceOf } from '../../electron/host/lists/device.ts';
import { mac, phone, tryAgent, windows, type AgentRow } from './agents.ts';

// Kind 5: who is this? Browsers and devices; apps and programs are in apps.test.ts. How to add a row: docs/field.md.

test.each<AgentRow>([
  // Ordinary browsers stay what they are.
  ['variation', `${windows}Chrome/150.0.0.0 Safari/537.36`, 'Chrome 150.0.0.0 on Windows'],
  ['variation', `${phone}Version/18.6 Mobile/15E148 Safari/604.1`, 'Safari 18.6 on iOS'],
  [
    'variation',
    `${windows}Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0`,
    'Microsoft Edge 150.0.0.0 on Windows',
  ],
  [
    'variation',
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Firefox 140.0 on Linux',
  ],
  // Browsers that say that they are another one.
  [
    'fukuiretu/nuxt-user-agent#35',
    'Mozilla/5.0 (Linux; Android 10; SAMSUNG SM-N970F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/13.0 Chrome/83.0.4103.106 Mobile Safari/537.36',
    /^Samsung Internet( for Android)? 13\.0 on Android$/,
    'mobile',
  ],
  [
    'jenssegers/agent#164',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_5) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/78.0.3904.97 YaBrowser/19.12.0.769 Yowser/2.5 Safari/537.36',
    'Yandex Browser 19.12.0.769 on macOS',
    'desktop',
  ],
  [
    'browscap/browscap#1143',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_6) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/54.0.2840.99 Safari/537.36 OPR/41.0.2353.69',
    'Opera 41.0.2353.69 on macOS',
    'desktop',
  ],
  [
    'shon/httpagentparser#75',
    'Mozilla/5.0 (Linux; Android 8.0.0; Nexus 5X Build/OPR6.170623.023) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/62.0.3202.84 Mobile Safari/537.36',
    'Chrome 62.0.3202.84 on Android',
    'mobile',
  ],
  [
    'mileusna/useragent#2',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Brave Chrome/87.0.4280.101 Safari/537.36',
    /^Brave\b.* on Linux$/,
    'desktop',
  ],
  [
    'browser-update/browser-update#225',
    'Mozilla/5.0 (X11; CrOS x86_64 6457.83.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/40.0.2214.93 Safari/537.36',
    /^Chrome 40\.0\.2214\.93 on Chrome ?OS$/,
    'desktop',
  ],
  [
    'donatj/PhpUserAgent#84',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 12_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/101.0 Mobile/15E148 Safari/605.1.15',
    'Firefox 101.0 on iOS',
    'mobile',
  ],
  [
    'donatj/PhpUserAgent#84',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 15_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.0 EdgiOS/100.1185.50 Mobile/15E148 Safari/605.1.15',
    'Microsoft Edge 100.1185.50 on iOS',
    'mobile',
  ],
  [
    'donatj/PhpUserAgent#84',
    'Mozilla/5.0 (iPad; CPU OS 15_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/103.0.5060.63 Mobile/15E148 Safari/604.1',
    /^Chrome 103\.0\.5060\.63 on (iOS|iPadOS)$/,
    'tablet',
  ],
  [
    'donatj/PhpUserAgent#40',
    'Mozilla/5.0 (iPad; CPU OS 10_2_1 like Mac OS X) AppleWebKit/602.4.6 (KHTML, like Gecko) FxiOS/6.1 Mobile/14D27 Safari/602.4.6',
    /^Firefox 6\.1 on (iOS|iPadOS)$/,
    'tablet',
  ],
  [
    'bowser-js/bowser#191',
    'Mozilla/5.0 (Linux; Android 7.1.1) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Focus/1.2.1 Chrome/59.0.3071.125',
    /\bFocus 1\.2\.1 on Android$/,
  ],
  [
    'browscap/browscap#1533',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 10_2_1 like Mac OS X) AppleWebKit/602.4.6 (KHTML, like Gecko) Focus/3.2 Mobile/14D27',
    /\bFocus 3\.2 on iOS$/,
    'mobile',
  ],
  // Tablets, televisions, consoles, glasses.
  [
    'faisalman/ua-parser-js#143',
    'Mozilla/5.0 (Linux; Android 4.4.2; SM-T230NU Build/KOT49H) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/30.0.0.0 Safari/537.36',
    /30\.0\.0\.0 on Android$/,
    'tablet',
  ],
  [
    'faisalman/ua-parser-js#214',
    'Mozilla/5.0 (Linux; Android 5.1.1; SAMSUNG SM-P601 Build/LMY47X) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/3.3 Chrome/38.0.2125.102 Safari/537.36',
    /^Samsung Internet( for Android)? 3\.3 on Android$/,
    'tablet',
  ],
  [
    'nielsbasjes/yauaa#1590',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Safari/537.36',
    /^Samsung Internet( for Android)? 26\.0 on Android/,
    'desktop',
  ],
  [
    'bowser-js/bowser#186',
    'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/38.0.2125.122 Safari/537.36 WebAppManager',
    / on webOS/i,
    null,
  ],
  [
    'bowser-js/bowser#464',
    'Mozilla/5.0 (SMART-TV; Linux; Tizen 2.4.0) AppleWebkit/538.1 (KHTML, like Gecko) SamsungBrowser/1.1 TV Safari/538.1',
    /^Samsung Internet.* 1\.1 on Tizen$/,
    null,
  ],
  [
    'browser-update/browser-update#479',
    'Mozilla/5.0 (Linux; Android 7.1.1; Quest) AppleWebKit/537.36 (KHTML, like Gecko) OculusBrowser/6.0.13.162924336 SamsungBrowser/4.0 Chrome/74.0.3729.182 Mobile VR Safari/537.36',
    /^(Oculus|Meta Quest) Browser 6\.0\.13\.162924336 on /,
  ],
  [
    'browscap/browscap#1589',
    'Mozilla/5.0 (Nintendo Switch; WifiWebAuthApplet) AppleWebKit/601.6 (KHTML, like Gecko) NF/4.0.0.6.10 NintendoBrowser/5.1.0.14938',
    /^Nintendo ?Browser 5\.1\.0\.14938 on Nintendo Switch$/,
    null,
  ],
  [
    'matomo-org/device-detector#7204',
    'Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15',
    / on PlayStation 5$/,
    null,
  ],
  ['matomo-org/device-detector#7204', 'Roku4640X/DVP-7.70 (297.70E04154A)', /Roku/, null],
  [
    'serbanghita/Mobile-Detect#732',
    'Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0; Xbox; Xbox One)',
    /^Internet Explorer 10\.0 on (Xbox|Windows)/,
  ],
  [
    'nielsbasjes/yauaa#191',
    'Mozilla/5.0 (Apple-iPhone7C2/1202.466; U; CPU like Mac OS X; en) AppleWebKit/420+ (KHTML, like Gecko) Version/3.0 Mobile/1A543 Safari/419.3',
    / on iOS$/,
    'mobile',
  ],
  // What else says so in the same way.
  ['variation', `${mac}Brave/1.70.119 Chrome/128.0.0.0 Safari/537.36`, 'Brave 1.70.119 on macOS', 'desktop'],
  [
    'variation',
    'Mozilla/5.0 (Nintendo WiiU) AppleWebKit/536.28 (KHTML, like Gecko) NX/3.0.3.12.6 NintendoBrowser/2.0.0.9362.US',
    'Nintendo Browser 2.0.0.9362 on Nintendo WiiU',
    null,
  ],
  [
    'variation',
    'Mozilla/5.0 (PlayStation 4 2.03) AppleWebKit/537.73 (KHTML, like Gecko)',
    / on PlayStation 4$/,
    null,
  ],
  [
    'variation',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    'Microsoft Edge 140.0.0.0 on Xbox',
    null,
  ],
  [
    'variation',
    'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    /^Chrome 140\.0\.0\.0 on Chrome ?OS$/,
    'desktop',
  ],
])('%s: %s', tryAgent);

test('a user agent of any length is read in no time', () => {
  for (const part of ['FBAN ', ') A/1 ', 'Code/1.1 ', 'a/1 CFNetwork'])
    expect(deviceOf(part.repeat(20_000))).toBeDefined();
});
