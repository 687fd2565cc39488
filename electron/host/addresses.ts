import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Looks up every address of a host name; of the form of `dns.lookup`. */
export type Resolve = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses?: LookupAddress[]) => void,
) => void;

/**
 * Link-local addresses, among which clouds keep their metadata services: never a session API, and the usual prize of a
 * request that somebody else has steered (OWASP SSRF Prevention Cheat Sheet).
 */
const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16);
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addAddress('fd00:ec2::254', 'ipv6');
// The same addresses through an IPv6 network: NAT64 (RFC 6052), 6to4 (RFC 3056), and the form that nobody uses any more.
refused.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
refused.addSubnet('2002:a9fe::', 32, 'ipv6');
refused.addSubnet('::a9fe:0', 112, 'ipv6');
// The metadata services of clouds that have them elsewhere: Alibaba, Oracle.
refused.addAddress('100.100.100.200');
refused.addAddress('192.0.0.192');

/** Whether a literal address, with or without an IPv6 address's brackets, is one that is never called. */
export function isRefusedAddress(address: string): boolean {
  const bare = address.replace(/^\[(.*)\]$/, '$1');
  const version = isIP(bare);
  return version !== 0 && refused.check(bare, version === 6 ? 'ipv6' : 'ipv4');
}

class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress';
  readonly code = 'REFUSED_ADDRESS';
}

/**
 * A look-up for sockets that fails, with the code REFUSED_ADDRESS, when any address of the name is refused: what a name
 * leads to is decided by others, and may differ from one look-up to the next. The addresses checked are those used.
 */
export function checkedLookup(resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    // Node leaves the addresses out where there is an error, whatever its types say.
    resolve(hostname, { ...options, all: true }, (error, addresses = []) => {
      const [first] = addresses;
      if (error || !first) callback(error ?? new Error('no address'), '');
      else if (addresses.some(({ address }) => isRefusedAddress(address)))
        callback(new RefusedAddress('this host name leads to a refused address'), '');
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
