const schemes = new Set<string>();

/** From here on `scheme://host/…` is `https://host.scheme.test/…` to Chromium, which cannot be taught a scheme. */
export function registerScheme(scheme: string): void {
  schemes.add(scheme);
}

export function isRegistered(scheme: string): boolean {
  return schemes.has(scheme);
}

/** The address by which Chromium knows a URL of the app's. */
export function toChromium(url: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(url) ?? [];
  return schemes.has(scheme) ? `https://${host}.${scheme}.test${rest || '/'}` : url;
}

/** The URL that the app knows, of an address of Chromium's. */
export function fromChromium(address: string): string {
  if (address.startsWith('blob:')) return `blob:${fromChromium(address.slice('blob:'.length))}`;
  const [, host = '', scheme = '', rest = ''] =
    /^https:\/\/([^/?#]*)\.([a-z]+)\.test(.*)$/.exec(address) ?? [];
  return schemes.has(scheme) ? `${scheme}://${host}${rest}` : address;
}
