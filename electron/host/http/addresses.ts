import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Looks up every address of a host name; has the signature of `dns.lookup`. */
export type Resolve = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses?: LookupAddress[]) => void,
) => void;

/**
 * Link-local addresses, where clouds keep their metadata services. No session API lives there, and they are the usual
 * target of server-side request forgery (OWASP SSRF Prevention Cheat Sheet).
 */
const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16);
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addAddress('fd00:ec2::254', 'ipv6');
// The same addresses embedded in IPv6: NAT64 (RFC 6052), 6to4 (RFC 3056), and the deprecated IPv4-compatible form.
refused.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
refused.addSubnet('2002:a9fe::', 32, 'ipv6');
refused.addSubnet('::a9fe:0', 112, 'ipv6');
// Metadata services at other addresses: Alibaba, Oracle and Azure's wire server; over IPv6, Google and Amazon's EKS
// pods.
refused.addAddress('100.100.100.200');
refused.addAddress('192.0.0.192');
refused.addAddress('168.63.129.16');
refused.addAddress('fd20:ce::254', 'ipv6');
refused.addAddress('fd00:ec2::23', 'ipv6');

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Whether a literal address must never be called; IPv6 brackets are optional. */
export function isRefusedAddress(address: string): boolean {
  return isIn(refused, address.replace(/^\[(.*)\]$/, '$1'));
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress';
  readonly code: 'REFUSED_ADDRESS' | 'NOT_THIS_MACHINE';
  constructor(code: RefusedAddress['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Why a host name that resolves to these addresses is not called; null: it may be called. */
function refusalOf(hostname: string, addresses: LookupAddress[]): RefusedAddress | null {
  if (addresses.some(({ address }) => isRefusedAddress(address)))
    return new RefusedAddress('REFUSED_ADDRESS', 'this host name leads to a refused address');
  // Plain HTTP is allowed to localhost because of its name alone.
  if (hostname === 'localhost' && !addresses.every(({ address }) => isIn(loopback, address)))
    return new RefusedAddress('NOT_THIS_MACHINE', 'this name leads to another machine');
  return null;
}

/**
 * A lookup for sockets. Fails with the code REFUSED_ADDRESS when any address of the name is refused: whoever controls
 * the name decides where it leads, and may answer differently next time. Fails with NOT_THIS_MACHINE when `localhost`
 * leads elsewhere. The socket connects to the addresses that were checked, without a second lookup.
 */
export function checkedLookup(resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    // Despite its types, Node passes no addresses when there is an error.
    // Names below `localhost` resolve to this machine, whatever a name server says (RFC 6761 6.3).
    const asked = /(^|\.)localhost\.?$/i.test(hostname) ? 'localhost' : hostname;
    resolve(asked, { ...options, all: true }, (error, addresses = []) => {
      const [first] = addresses;
      const refusal = refusalOf(asked, addresses);
      if (error || !first) callback(error ?? new Error('no address'), '');
      else if (refusal) callback(refusal, '');
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
