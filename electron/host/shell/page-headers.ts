/**
 * The content security policy of the page: its own files and nothing else. HTML set from text must pass through Svelte's
 * own trusted type policy.
 *
 * @param asks where the page may send requests: to its own origin, where that carries the bridge, or nowhere
 */
export function pagePolicy(asks: "'self'" | "'none'"): string {
  const own = "script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'";
  const none = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
  const types = "require-trusted-types-for 'script'; trusted-types svelte-trusted-html";
  return `default-src 'none'; ${own}; connect-src ${asks}; ${none}; ${types}`;
}

const features = [
  ...[
    'accelerometer',
    'autoplay',
    'camera',
    'clipboard-read',
    'display-capture',
    'fullscreen',
    'geolocation',
  ],
  ...['gyroscope', 'hid', 'idle-detection', 'local-fonts', 'magnetometer', 'microphone', 'midi', 'payment'],
  ...['picture-in-picture', 'publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb'],
  ...['window-management', 'xr-spatial-tracking'],
];

/** Disables browser features that the page never uses. */
export const permissionsPolicy = features.map((feature) => `${feature}=()`).join(', ');
