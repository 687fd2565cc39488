import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import type { Field } from '../../../bridge/api.ts';
import { fail } from '../../../bridge/failure.ts';
import { certificateIn, isEncrypted, pemParts } from './pem.ts';

const name = 'clientCertificate';

/** A secret of every connection, besides those of its API: how it proves itself to a server that asks (mutual TLS). */
export const clientCertificateField: Field = {
  name,
  label: 'Client certificate with its private key',
  kind: 'long-secret',
  required: false,
  initial: '',
  choices: [],
  help: 'Only for a server that asks for one (mutual TLS): the certificate and its private key, one after the other (PEM).',
  network: true,
};

/** The client certificate, its chain and its private key, as PEM; empty for none. */
export function clientCertificateOf(secrets: Readonly<Record<string, string>>): string {
  return secrets[name] ?? '';
}

/**
 * A client certificate as pasted, as PEM: the certificate, those that signed it, its private key. Throws `invalid`, never
 * quoting the text, for anything else.
 */
export function parseClientCertificate(text: string): string {
  if (isEncrypted(text))
    return refuse('this private key is encrypted: openssl pkey -in FILE writes it without its password');
  const parts = pemParts(text);
  const keys = parts.filter(({ label }) => /^(RSA |EC )?PRIVATE KEY$/.test(label));
  const certificates = parts.filter(({ label }) => label === 'CERTIFICATE');
  const [key, ...more] = keys;
  if (!key || certificates.length === 0)
    return refuse('this needs a certificate and its private key, both in PEM form');
  if (more.length > 0) return refuse('this has more than one private key');
  const privateKey = privateKeyIn(key.pem);
  const chain = certificates.map(({ pem }) => ({ pem, certificate: certificateIn(pem) }));
  if (!privateKey || chain.some(({ certificate }) => certificate === null))
    return refuse('the certificate or its private key cannot be read: was all of it copied?');
  const own = chain.find(({ certificate }) => certificate && belongs(certificate, privateKey));
  if (!own) return refuse('the private key belongs to another certificate');
  return [own, ...chain.filter((each) => each !== own)].map(({ pem }) => pem).join('') + key.pem;
}

/** The key's algorithm and size are written in the first characters of its base64, the same in every such key. */
const publicStart = 44;

/** The parts of a client certificate that must not be repeated: of its private key, what tells it from others. */
export function privateKeyParts(pem: string): string[] {
  return pemParts(pem)
    .filter(({ label }) => label.endsWith('PRIVATE KEY'))
    .flatMap((part) => {
      const lines = part.pem.trim().split('\n').slice(1, -1);
      return ['', '\n'].map((end) => lines.join(end).slice(publicStart));
    });
}

function belongs(certificate: X509Certificate, key: KeyObject): boolean {
  return certificate.checkPrivateKey(key);
}

function privateKeyIn(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    // OpenSSL's error message adds nothing useful.
    return null;
  }
}

function refuse(got: string): never {
  return fail({ code: 'invalid', tried: 'keys.put', got, field: name });
}
