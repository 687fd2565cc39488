import type { PeerCertificate } from 'node:tls';
import { checkServerIdentity, type DetailedPeerCertificate } from 'node:tls';
import type { Field } from '../../../bridge/api.ts';
import { certificateIn, pemParts, refuseSetting } from './pem.ts';

const name = 'authorities';

/**
 * A setting of every connection, besides those of its API: additional certificates to trust, for an internal server of a
 * company or one under development. NODE_EXTRA_CA_CERTS is disabled in the packaged app, and would apply to all
 * connections.
 */
export const authoritiesField: Field = {
  name,
  label: 'Trusted certificate',
  kind: 'text',
  required: false,
  initial: '',
  choices: [],
  help: 'Only for a server whose certificate no public authority has signed: the certificate of its authority, or its own (PEM). This connection alone then trusts it.',
  network: true,
};

/** The configured certificates, as PEM; empty for none. */
export function authoritiesOf(settings: Readonly<Record<string, string>>): string {
  return settings[name] ?? '';
}

/** Why a part that is no certificate is refused, by the end of its label. */
const otherParts: [label: RegExp, got: string][] = [
  [/PRIVATE KEY$/, 'this has a private key in it, which is not needed here: paste the certificate alone'],
  [/REQUEST$/, 'this is a request for a certificate: paste the certificate that the authority made of it'],
  [/^PKCS7$/, 'this is a PKCS #7 bundle: openssl pkcs7 -print_certs writes the certificates in it as PEM'],
  [/PUBLIC KEY$/, 'this is a public key: paste the whole certificate'],
];

/**
 * The certificates in a text, as PEM. Attributes and comments around them are dropped. Throws `invalid` where there is
 * none, or one that cannot be read, or anything else in PEM form.
 */
export function parseAuthorities(text: string): string {
  if (text.trim() === '') return '';
  const parts = pemParts(text);
  for (const [label, got] of otherParts)
    if (parts.some((part) => label.test(part.label))) return refuseSetting(name, got);
  const others = parts.filter(({ label }) => label !== 'CERTIFICATE');
  if (parts.length === 0 || others.length > 0 || begun(text) > parts.length)
    return refuseSetting(
      name,
      'this is no certificate in PEM form, from -----BEGIN CERTIFICATE----- to its end',
    );
  if (!parts.every(({ pem }) => certificateIn(pem)))
    return refuseSetting(name, 'this certificate cannot be read: was all of it copied?');
  return parts.map(({ pem }) => pem).join('');
}

/** How many parts a text begins: more than it has are cut off. */
function begun(text: string): number {
  return text.match(/-----BEGIN /g)?.length ?? 0;
}

/**
 * Checks the name in a server's certificate, and that a trusted certificate which belongs to no authority is the server's
 * own: it vouches for itself alone. OpenSSL would let one of the first version of X.509 sign others.
 *
 * @param authorities the additional certificates that the connection trusts, as PEM
 */
export function identityCheck(
  authorities: string,
): (host: string, peer: PeerCertificate) => Error | undefined {
  const pinned = new Set<string>();
  for (const { pem } of pemParts(authorities)) {
    const certificate = certificateIn(pem);
    if (certificate && !certificate.ca) pinned.add(certificate.fingerprint256);
  }
  return (host, peer) => {
    if (!pinned.has(peer.fingerprint256) && pinned.has(rootOf(peer).fingerprint256))
      return Object.assign(new Error('INVALID_CA'), { code: 'INVALID_CA' });
    return checkServerIdentity(host, peer);
  };
}

/** The last certificate of a chain. */
function rootOf(peer: PeerCertificate & Partial<DetailedPeerCertificate>): PeerCertificate {
  let last = peer;
  while (last.issuerCertificate && last.issuerCertificate.fingerprint256 !== last.fingerprint256)
    last = last.issuerCertificate;
  return last;
}
