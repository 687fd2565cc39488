/** A device as an API may describe it: by its user agent, or in words. */
export interface Device {
  userAgent: string;
  type: string;
  isMobile: boolean;
  browser: string;
  version: string;
}

/** Where a session was used from. `network` is an address range kept for documentation (RFC 5737). */
export interface Place {
  city: string;
  country: string;
  network: string;
}

const appleWebKit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const safariWebKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)';

export const devices: readonly Device[] = [
  device(`${mac} ${appleWebKit} Chrome/142.0.0.0 Safari/537.36`, 'Macintosh', 'Chrome', '142.0.0.0'),
  device(`${windows} ${appleWebKit} Chrome/141.0.0.0 Safari/537.36`, 'Windows', 'Chrome', '141.0.0.0'),
  device(`${mac} ${safariWebKit} Version/18.5 Safari/605.1.15`, 'Macintosh', 'Safari', '18.5'),
  device(
    `${iPhone} ${safariWebKit} Version/18.5 Mobile/15E148 Safari/604.1`,
    'iPhone',
    'Mobile Safari',
    '18.5',
    true,
  ),
  device(
    `Mozilla/5.0 (Linux; Android 15; Pixel 9) ${appleWebKit} Chrome/142.0.0.0 Mobile Safari/537.36`,
    'Android',
    'Chrome Mobile',
    '142.0.0.0',
    true,
  ),
  device(
    `${windows} ${appleWebKit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
    'Windows',
    'Edge',
    '142.0.0.0',
  ),
  device(
    'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    'Linux',
    'Firefox',
    '145.0',
  ),
  device(
    `Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) ${safariWebKit} Version/17.7 Mobile/15E148 Safari/604.1`,
    'iPad',
    'Mobile Safari',
    '17.7',
    true,
  ),
  device(
    `Mozilla/5.0 (X11; CrOS x86_64 16181.61.0) ${appleWebKit} Chrome/138.0.0.0 Safari/537.36`,
    'Chrome OS',
    'Chrome',
    '138.0.0.0',
  ),
];

export const places: readonly Place[] = [
  { city: 'Ghent', country: 'BE', network: '192.0.2' },
  { city: 'Lagos', country: 'NG', network: '198.51.100' },
  { city: 'Milan', country: 'IT', network: '203.0.113' },
  { city: 'Tallinn', country: 'EE', network: '192.0.2' },
  { city: 'Budapest', country: 'HU', network: '198.51.100' },
  { city: 'Singapore', country: 'SG', network: '203.0.113' },
  { city: 'Toronto', country: 'CA', network: '192.0.2' },
  { city: 'São Paulo', country: 'BR', network: '198.51.100' },
  { city: 'Tokyo', country: 'JP', network: '203.0.113' },
  { city: 'Dublin', country: 'IE', network: '192.0.2' },
];

/** The item at this index, wrapping around at the end: the same index always gives the same item. */
export function cycle<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('There is nothing to take from');
  return item;
}

function device(userAgent: string, type: string, browser: string, version: string, isMobile = false): Device {
  return { userAgent, type, isMobile, browser, version };
}
