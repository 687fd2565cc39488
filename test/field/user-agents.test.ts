import { expect, test } from 'vitest';
import { deviceOf } from '../../electron/host/lists/device.ts';

// Kind 5: who is this? How to add a row: docs/field.md.

const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) ';
const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) ';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) ';
const linux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ';
const wv =
  'Mozilla/5.0 (Linux; Android 15; SM-S921N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/150.0.0.0 Mobile Safari/537.36 ';

test.each<[userAgent: string, shown: string]>([
  [`${linux}HeadlessChrome/150.0.0.0 Safari/537.36`, 'Headless Chrome 150.0.0.0 on Linux'],
  [
    `${phone}Mobile/22G86 [FBAN/FBIOS;FBAV/520.0.0.38.101;FBDV/iPhone16,2;FBSN/iOS]`,
    'Facebook 520.0.0.38.101 on iOS',
  ],
  [`${wv}[FB_IAB/FB4A;FBAV/520.0.0.40.101;]`, 'Facebook 520.0.0.40.101 on Android'],
  [`${phone}Mobile/22G86 Instagram 385.0.0.23.73 (iPhone16,2; iOS 18_6)`, 'Instagram 385.0.0.23.73 on iOS'],
  [`${phone}Mobile/22G86 musical_ly_40.1.0 JsSdk/2.0 BytedanceWebview/d8a21c6`, 'TikTok 40.1.0 on iOS'],
  [`${phone}Mobile/15E148 Safari Line/15.10.0`, 'Line 15.10.0 on iOS'],
  [`${wv}KAKAOTALK/25.9.0 (INAPP)`, 'KakaoTalk 25.9.0 on Android'],
  [`${wv}MicroMessenger/8.0.50 NetType/WIFI`, 'WeChat 8.0.50 on Android'],
  [`${phone}Version/18.6 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`, 'DuckDuckGo 7 on iOS'],
  [
    `${android}Chrome/100.0.4896.58 UCBrowser/14.2.0.1331 Mobile Safari/537.36`,
    'UC Browser 14.2.0.1331 on Android',
  ],
  [`${phone}Version/18.6 Mobile/15E148 Safari/604.1 OPX/3.1.0`, 'Opera GX 3.1.0 on iOS'],
  [`${phone}GSA/380.0 Mobile/15E148 Safari/604.1`, 'Google app 380.0 on iOS'],
  [
    `${android}Chrome/114.0.5735.196 HuaweiBrowser/16.0.6.301 Mobile Safari/537.36`,
    'Huawei Browser 16.0.6.301 on Android',
  ],
  [`${mac}Slack/4.46.99 Chrome/140.0.7339.133 Electron/38.2.2 Safari/537.36`, 'Slack 4.46.99 on macOS'],
  [
    `${windows}Code/1.105.1 Chrome/138.0.7204.251 Electron/37.6.0 Safari/537.36`,
    'Visual Studio Code 1.105.1 on Windows',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0',
    'Thunderbird 140.4.0 on Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT; Windows NT 10.0; de-DE) WindowsPowerShell/5.1.26100.6899',
    'Windows PowerShell 5.1.26100.6899 on Windows',
  ],
  ['Sessiondeck/0.1.0', 'Sessiondeck 0.1.0'],
  ['curl/8.16.0', 'curl 8.16.0'],
  ['okhttp/4.12.0', 'OkHttp 4.12.0'],
  ['undici', 'Node.js'],
  ['Mail/3826.200 CFNetwork/1568.200.51 Darwin/24.1.0', 'Mail 3826.200'],
  // Ordinary browsers stay what they are.
  [`${windows}Chrome/150.0.0.0 Safari/537.36`, 'Chrome 150.0.0.0 on Windows'],
  [`${phone}Version/18.6 Mobile/15E148 Safari/604.1`, 'Safari 18.6 on iOS'],
  [`${windows}Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0`, 'Microsoft Edge 150.0.0.0 on Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox 140.0 on Linux'],
])('variation: %s', (userAgent, shown) => {
  const { browser, browserVersion, os } = deviceOf(userAgent);
  const said = [browser, browserVersion].filter(Boolean).join(' ');
  expect(os && !/^(curl|Mail)/.test(said) ? `${said} on ${os}` : said).toBe(shown);
});

test('a user agent of any length is read in no time', () => {
  for (const part of ['FBAN ', ') A/1 ', 'Code/1.1 ', 'a/1 CFNetwork'])
    expect(deviceOf(part.repeat(20_000))).toBeDefined();
});
