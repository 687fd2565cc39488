import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Looks up every address of a host name; of the form of `dns.lookup`. */
export type Resolve = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Link-local addresses, among which clouds keep their metadata services: never a session API, and the usual prize of a
 * request that somebody else has steered (OWASP SSRF Prevention Cheat Sheet).
 */
const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16);
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addAddress('fd00:ec2::254', 'ipv6');

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
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses;
      if (error || !first) callback(error ?? new Error('no address'), '');
      else if (addresses.some(({ address }) => isRefusedAddress(address)))
        callback(new RefusedAddress('this host name leads to a refused address'), '');
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
