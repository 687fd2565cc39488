import { test } from 'vitest';
import { android, linux, mac, phone, tryAgent, windows, wv, type AgentRow } from './agents.ts';

// Kind 5: who is this? Apps and programs, by the user agents they send. How to add a row: docs/field.md.

test.each<AgentRow>([
  ['variation', `${linux}HeadlessChrome/150.0.0.0 Safari/537.36`, 'Headless Chrome 150.0.0.0 on Linux'],
  [
    'variation',
    `${phone}Mobile/22G86 [FBAN/FBIOS;FBAV/520.0.0.38.101;FBDV/iPhone16,2;FBSN/iOS]`,
    'Facebook 520.0.0.38.101 on iOS',
  ],
  ['variation', `${wv}[FB_IAB/FB4A;FBAV/520.0.0.40.101;]`, 'Facebook 520.0.0.40.101 on Android'],
  [
    'variation',
    `${phone}Mobile/22G86 Instagram 385.0.0.23.73 (iPhone16,2; iOS 18_6)`,
    'Instagram 385.0.0.23.73 on iOS',
  ],
  [
    'variation',
    `${phone}Mobile/22G86 musical_ly_40.1.0 JsSdk/2.0 BytedanceWebview/d8a21c6`,
    'TikTok 40.1.0 on iOS',
  ],
  ['variation', `${phone}Mobile/15E148 Safari Line/15.10.0`, 'Line 15.10.0 on iOS'],
  ['variation', `${wv}KAKAOTALK/25.9.0 (INAPP)`, 'KakaoTalk 25.9.0 on Android'],
  ['variation', `${wv}MicroMessenger/8.0.50 NetType/WIFI`, 'WeChat 8.0.50 on Android'],
  ['variation', `${phone}Version/18.6 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`, 'DuckDuckGo 7 on iOS'],
  [
    'variation',
    `${android}Chrome/100.0.4896.58 UCBrowser/14.2.0.1331 Mobile Safari/537.36`,
    'UC Browser 14.2.0.1331 on Android',
  ],
  ['variation', `${phone}Version/18.6 Mobile/15E148 Safari/604.1 OPX/3.1.0`, 'Opera GX 3.1.0 on iOS'],
  ['variation', `${phone}GSA/380.0 Mobile/15E148 Safari/604.1`, 'Google app 380.0 on iOS'],
  [
    'variation',
    `${android}Chrome/114.0.5735.196 HuaweiBrowser/16.0.6.301 Mobile Safari/537.36`,
    'Huawei Browser 16.0.6.301 on Android',
  ],
  [
    'variation',
    `${mac}Slack/4.46.99 Chrome/140.0.7339.133 Electron/38.2.2 Safari/537.36`,
    'Slack 4.46.99 on macOS',
  ],
  [
    'variation',
    `${windows}Code/1.105.1 Chrome/138.0.7204.251 Electron/37.6.0 Safari/537.36`,
    'Visual Studio Code 1.105.1 on Windows',
  ],
  [
    'variation',
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0',
    'Thunderbird 140.4.0 on Linux',
  ],
  [
    'variation',
    'Mozilla/5.0 (Windows NT; Windows NT 10.0; de-DE) WindowsPowerShell/5.1.26100.6899',
    'Windows PowerShell 5.1.26100.6899 on Windows',
  ],
  ['variation', 'Sessiondeck/0.1.0', 'Sessiondeck 0.1.0'],
  ['variation', 'curl/8.16.0', 'curl 8.16.0'],
  ['variation', 'okhttp/4.12.0', 'OkHttp 4.12.0'],
  ['variation', 'undici', 'Node.js'],
  ['variation', 'Mail/3826.200 CFNetwork/1568.200.51 Darwin/24.1.0', 'Mail 3826.200'],
  // Apps that show pages.
  [
    'ua-parser/uap-core#268',
    'Mozilla/5.0 (Linux; Android 7.1.2; Pixel XL Build/NJH47F; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/60.0.3112.107 Mobile Safari/537.36 Instagram 11.0.0.12.20 Android (25/7.1.2; 476dpi; 1440x2417; Google/google; Pixel XL; marlin; marlin; en_GB)',
    'Instagram 11.0.0.12.20 on Android',
    'mobile',
  ],
  [
    'ua-parser/uap-core#476',
    'Mozilla/5.0 (Linux; Android 9; SM-T387V Build/PPR1.180610.011; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/80.0.3987.162 Safari/537.36 Instagram 136.0.0.34.124 Android (28/9; 213dpi; 800x1216; samsung/Verizon; SM-T387V; gtasliteltevzw; qcom; en_US; 208061672)',
    'Instagram 136.0.0.34.124 on Android',
    'tablet',
  ],
  [
    'ua-parser/uap-core#35',
    'Instagram 7.8.0 (iPhone5,3; iPhone OS 9_0_2; en_US; en-US; scale=2.00; 640x1136) AppleWebKit/420+',
    'Instagram 7.8.0 on iOS',
    'mobile',
  ],
  [
    'nielsbasjes/yauaa#1603',
    'Mozilla/5.0 (Linux; Android 14; SM-S901U Build/UP1A.231005.007; ) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.134 Mobile Safari/537.36 musical_ly_2023507030 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/35.7.3 ByteLocale/en ByteFullLocale/en Region/US AppId/1233 Spark/1.5.9.5-bugfix AppVersion/35.7.3 BytedanceWebview/d8a21c6',
    /^TikTok .*on Android$/,
    'mobile',
  ],
  [
    'nielsbasjes/yauaa#1603',
    'Mozilla/5.0 (Linux; Android 14; Infinix X6853 Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.134 Mobile Safari/537.36 trill_350603 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/trill app_version/35.6.3 ByteLocale/ms-MY ByteFullLocale/ms-MY Region/MY AppId/1180 Spark/1.5.9.5-bugfix AppVersion/35.6.3 BytedanceWebview/d8a21c6',
    /^TikTok .*on Android$/,
    'mobile',
  ],
  [
    'faisalman/ua-parser-js#817',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1 trill_43.0.0 BytedanceWebview/d8a21c6',
    'TikTok 43.0.0 on iOS',
    'mobile',
  ],
  [
    'ua-parser/uap-core#315',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_3) AppleWebKit/537.36 (KHTML, like Gecko) nagi-test/1.0.0 Chrome/58.0.3029.110 Electron/1.7.10 Safari/537.36',
    'nagi-test 1.0.0 on macOS',
    'desktop',
  ],
  [
    'ua-parser/uap-core#315',
    'Mozilla/5.0 (Windows; U; Windows NT 6.2; en-US; Valve Steam GameOverlay/1461972496; ) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/49.0.2623.110 Safari/537.36',
    /\bSteam\b.* on Windows$/,
    'desktop',
  ],
  [
    'matrix-org/matrix-authentication-service#2461',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) ElementNightly/2024030801 Chrome/120.0.6099.291 Electron/28.2.5 Safari/537.36',
    'ElementNightly 2024030801 on macOS',
    'desktop',
  ],
  [
    'matrix-org/matrix-authentication-service#2461',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Element/1.11.59 Chrome/120.0.6099.291 Electron/28.2.6 Safari/537.36',
    'Element 1.11.59 on Linux',
    'desktop',
  ],
  [
    'biggora/express-useragent#130',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_6) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/83.0.4103.64 Electron/9.0.0 Safari/537.36',
    'Electron 9.0.0 on macOS',
    'desktop',
  ],
  // Apps and programs that show none.
  ['chatwoot/chatwoot#14753', 'okhttp/4.9.2', /^OkHttp 4\.9\.2/],
  ['mconf/bbb-mobile-sdk#182', 'bbbMobileSdk/68 CFNetwork/1492.0.1 Darwin/23.3.0', /^bbbMobileSdk 68/],
  ['omrilotan/isbot#238', 'Add%20to%20Are.na/2 CFNetwork/1485 Darwin/23.1.0', /^Add to Are\.na 2/],
  [
    'nielsbasjes/yauaa#614',
    'Safari/15612.1.29.41.4 CFNetwork/1128.1 Darwin/19.6.0 (x86_64)',
    'Safari 15612.1.29.41.4 on macOS',
    'desktop',
  ],
  ['ua-parser/uap-core#326', 'insomnia/5.16.6', /^insomnia 5\.16\.6$/i],
  [
    'ua-parser/uap-core#430',
    'Dalvik/2.1.0 (Linux; U; Android 7.0; SM-T819Y Build/NRD90M)',
    /on Android$/,
    'tablet',
  ],
  ['fnando/browser#439', 'Outlook-iOS/719.3623017.prod.iphone (4.20.0)', /^Outlook\b.* on iOS$/, 'mobile'],
  [
    'oalders/http-browserdetect#112',
    'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Trident/7.0; SLCC2; .NET CLR 2.0.50727; .NET CLR 3.5.30729; .NET CLR 3.0.30729; Media Center PC 6.0; InfoPath.2; .NET CLR 1.1.4322; Tablet PC 2.0; OfficeLiveConnector.1.5; OfficeLivePatch.1.3; .NET4.0C; .NET4.0E; CMLSATL; Microsoft Outlook 15.0.4719; Microsoft Outlook 15.0.4719; ms-office; MSOffice 15)',
    'Outlook 15.0.4719 on Windows',
    'desktop',
  ],
  [
    'faisalman/ua-parser-js#237',
    'Microsoft Office/16.0 (Microsoft Outlook Mail 16.0.8104; Pro)',
    /^Outlook 16\.0\.8104/,
  ],
  [
    'faisalman/ua-parser-js#237',
    'Airmail%203/420 CFNetwork/811.4.18 Darwin/16.5.0 (x86_64)',
    'Airmail 3 420 on macOS',
    'desktop',
  ],
  ['faisalman/ua-parser-js#237', 'Superhuman', /^Superhuman$/],
  [
    'JayBizzle/Crawler-Detect#430',
    'Microsoft Office/16.0 (Microsoft Outlook 16.0.13228; Pro), Mozilla/4.0 (compatible; ms-office; MSOffice 16)',
    /^Outlook 16\.0\.13228/,
  ],
  ['variation', 'com.example.notes', 'com.example.notes'],
  // What else says so in the same way.
  [
    'variation',
    `${windows}electron/1.0.0 Chrome/53.0.2785.113 Electron/1.4.3 Safari/537.36`,
    'electron 1.0.0 on Windows',
    'desktop',
  ],
  [
    'variation',
    `${linux}my-notes/2.0.0-beta.3 Chrome/140.0.7339.133 Electron/38.2.2 Safari/537.36`,
    'my-notes 2.0.0 on Linux',
    'desktop',
  ],
  [
    'variation',
    `${mac}Rocket.Chat+/2.9.0 Chrome/58.0.3029.110 Electron/1.7.10 Safari/537.36`,
    'Rocket.Chat+ 2.9.0 on macOS',
    'desktop',
  ],
  [
    'variation',
    'Mozilla/5.0 (Windows; U; Windows NT 10.0; en-US; Valve Steam Client/default/1751405894; ) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.183 Safari/537.36',
    /^Steam\b.* on Windows$/,
    'desktop',
  ],
  ['variation', 'Caf%C3%A9/3 CFNetwork/1494.0.7 Darwin/23.4.0', /^Café 3/],
  ['variation', '50%/3 CFNetwork/1494.0.7 Darwin/23.4.0', /^50% 3/],
  ['variation', 'MyTool/12 CFNetwork/1568.200.51 Darwin/24.1.0 (arm64)', 'MyTool 12 on macOS', 'desktop'],
])('%s: %s', tryAgent);
