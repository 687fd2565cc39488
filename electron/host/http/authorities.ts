import { X509Certificate } from 'node:crypto';
import type { Field } from '../../bridge/api.ts';
import { fail } from '../../bridge/failure.ts';

const name = 'authorities';

/**
 * A setting that every connection has beside those of its API: certificate authorities of its own, for a server inside a
 * company. NODE_EXTRA_CA_CERTS is switched off in the packaged app, and would count for all connections.
 */
export const authoritiesField: Field = {
  name,
  label: 'Certificate authority',
  kind: 'text',
  required: false,
  initial: '',
  choices: [],
  help: 'Only for a server whose certificate no public authority has signed: that authority’s own certificate (PEM).',
};

/** The authorities of a connection's settings, as PEM; empty for none. */
export function authoritiesOf(settings: Readonly<Record<string, string>>): string {
  return settings[name] ?? '';
}

/**
 * The certificates in a text, as PEM with its line ends: a single-line field drops them. Throws `invalid` when there is
 * something else in it, or a certificate that cannot be read or is of no authority.
 */
export function parseAuthorities(text: string): string {
  const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{1,20000})-----END CERTIFICATE-----/g;
  if (text.trim() === '') return '';
  const blocks = [...text.matchAll(block)].map(([, body = '']) => body.replace(/\s+/g, ''));
  if (blocks.length === 0 || text.replace(block, '').trim() !== '')
    return refuse('this is no certificate in PEM form, from -----BEGIN CERTIFICATE----- to its end');
  return blocks.map(toPem).join('');
}

function toPem(base64: string): string {
  const lines = base64.match(/.{1,64}/g) ?? [];
  const pem = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  if (!certificateIn(pem)?.ca) refuse('this certificate cannot be read, or is not that of an authority');
  return pem;
}

function certificateIn(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    // OpenSSL's error says less than that it cannot be read.
    return null;
  }
}

function refuse(got: string): never {
  return fail({ code: 'invalid', tried: 'connections.save', got, field: name });
}
