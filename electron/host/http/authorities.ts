import { X509Certificate } from 'node:crypto';
import type { Field } from '../../bridge/api.ts';
import { fail } from '../../bridge/failure.ts';

const name = 'authorities';

/**
 * A setting of every connection, besides those of its API: additional certificate authorities, for an internal server of
 * a company. NODE_EXTRA_CA_CERTS is disabled in the packaged app, and would apply to all connections.
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

/** The configured certificate authorities, as PEM; empty for none. */
export function authoritiesOf(settings: Readonly<Record<string, string>>): string {
  return settings[name] ?? '';
}

/**
 * The certificates in a text as PEM, with its line breaks restored: a single-line field drops them, and JSON writes them
 * as `\\n`. What tools write around a certificate (bag attributes, comments) is left out. Throws `invalid` when there is
 * no certificate, a part of one, a key, or a certificate that cannot be read or is not a certificate authority's.
 */
export function parseAuthorities(text: string): string {
  const block = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{1,20000})-----END CERTIFICATE-----/g;
  const lines = text.replace(/(?:\\r)?\\n/g, '\n');
  if (lines.trim() === '') return '';
  const blocks = [...lines.matchAll(block)].map(([, body = '']) => body.replace(/\s+/g, ''));
  if (blocks.length === 0 || lines.replace(block, '').includes('-----'))
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
    // OpenSSL's error message adds nothing useful.
    return null;
  }
}

function refuse(got: string): never {
  return fail({ code: 'invalid', tried: 'connections.save', got, field: name });
}
