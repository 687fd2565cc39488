import { X509Certificate } from 'node:crypto';
import { fail } from '../../../bridge/failure.ts';

/** A part of a PEM text (RFC 7468): its label, as in “BEGIN CERTIFICATE”, and the part as PEM with line breaks. */
export interface PemPart {
  label: string;
  pem: string;
}

/**
 * The PEM parts in a pasted text. Around them may be anything, as `openssl pkcs12` writes attributes and people write
 * comments. Line breaks may be missing, since a field of one line drops them, or written as `\n`, as in .env files and
 * JSON. A text that is nothing but the base64 of a certificate counts as one.
 */
export function pemParts(text: string): PemPart[] {
  const plain = text.replace(/\\r|\\n/g, '\n');
  const bare = plain.replace(/[\s"']/g, '');
  if (/^MI[A-Za-z0-9+/]{100,}={0,2}$/.test(bare)) return [partOf('CERTIFICATE', bare)];
  const blocks = plain.matchAll(/-----BEGIN ([A-Z0-9 ]{3,40})-----([^-]{1,20000})-----END \1-----/g);
  return [...blocks].map(([, label = '', body = '']) => partOf(label, body));
}

/** Whether a PEM text says of itself that it is encrypted, in the form of PKCS #8 or in that of OpenSSL before it. */
export function isEncrypted(text: string): boolean {
  return /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type:\s*4,\s*ENCRYPTED/.test(text);
}

/** The certificate in a PEM text; null where it cannot be read. */
export function certificateIn(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    // OpenSSL's error message adds nothing useful.
    return null;
  }
}

/** Throws `invalid` for a setting of the connection that cannot be used. */
export function refuseSetting(field: string, got: string): never {
  return fail({ code: 'invalid', tried: 'connections.save', got, field });
}

function partOf(label: string, body: string): PemPart {
  const lines = body.replace(/[^A-Za-z0-9+/=]/g, '').match(/.{1,64}/g) ?? [];
  // OpenSSL reads the older label by its newer name.
  const name = label === 'X509 CERTIFICATE' ? 'CERTIFICATE' : label;
  return { label: name, pem: `-----BEGIN ${name}-----\n${lines.join('\n')}\n-----END ${name}-----\n` };
}
