import ipaddr from 'ipaddr.js';

/** Whether an address is meant. */
export type AddressTest = (address: string) => boolean;

/** The addresses that a text such as `10.0.0.0/8`, `2001:db8::/32` or `10.0.0.1` means; null: it names none. */
export function addressesIn(text: string): AddressTest | null {
  if (text.includes('/')) return networkIn(text);
  if (!isAddress(text)) return null;
  const wanted = ipaddr.process(text).toString();
  return (address) => isAddress(address) && ipaddr.process(address).toString() === wanted;
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(':') && ipaddr.IPv6.isValid(text));
}

function networkIn(text: string): AddressTest | null {
  if (!isAddress(text.split('/', 1)[0] ?? '') || !ipaddr.isValidCIDR(text)) return null;
  const [network, length] = ipaddr.parseCIDR(text);
  const first = network.kind() === 'ipv4' ? numberOf(network.toString()) : null;
  const shift = 2 ** (32 - length);
  return (other) => {
    // Most addresses are plain ones of IPv4, and lists have many: the library takes ten times as long.
    const plain = first === null ? null : numberOf(other);
    if (plain !== null && first !== null) return Math.floor(plain / shift) === Math.floor(first / shift);
    if (!isAddress(other)) return false;
    // An address of IPv4 that is written as one of IPv6 is one of IPv4.
    const address = ipaddr.process(other);
    return address.kind() === network.kind() && address.match(network, length);
  };
}

/** The number of an address of IPv4; null: it is none. */
export function numberOf(text: string): number | null {
  let number = 0;
  let octet = -1;
  let dots = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at === text.length ? 46 : text.charCodeAt(at);
    const digit = code - 48;
    if (code === 46) {
      if (octet < 0) return null;
      number = number * 256 + octet;
      octet = -1;
      dots += 1;
    } else if (digit < 0 || digit > 9 || octet === 0) return null;
    else octet = Math.max(0, octet) * 10 + digit;
    if (octet > 255) return null;
  }
  return dots === 4 ? number : null;
}
