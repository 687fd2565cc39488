import type { ServerWords } from '../../adapters/adapter.ts';
import { BridgeError, failure, type Failure } from '../../bridge/failure.ts';
import type { Seen } from '../timeline/entry.ts';
import { BadAnswer, failureOf } from './answer.ts';
import { type Call, timedOut } from './call.ts';
import { DeadlinePassed } from './deadline.ts';

/** The server's words without secrets. Call before cutting to a length: half a key would no longer be recognised. */
export function scrubbed(words: ServerWords, scrub: (text: string) => string): ServerWords {
  const { code, message, field, traceId, next, gone } = words;
  const own = { code: code && scrub(code), message: message && scrub(message) };
  return { ...own, field: field && scrub(field), traceId: traceId && scrub(traceId), next, gone };
}

/** Turns any error into a failure, from its named fields only: a library's error holds the request, and so the key. */
export function named(
  error: unknown,
  { tried, scrub, deadline }: Call<unknown>,
  { response }: Seen,
): Failure {
  if (error instanceof BridgeError) {
    const { got, field, traceId } = error.failure;
    return {
      ...error.failure,
      got: scrub(got),
      field: field && scrub(field),
      traceId: traceId && scrub(traceId),
    };
  }
  // An error status counts even if the body breaks off: a 401 must not look retryable. A 404 is the exception: its
  // meaning depends on its body.
  if (response && !response.ok && response.status !== 404) return failureOf(response, {}, tried, Date.now());
  if (error instanceof DeadlinePassed) return timedOut(tried);
  if (error instanceof BadAnswer) return failure({ code: 'bad-answer', tried, got: scrub(error.message) });
  if (deadline.signal.aborted) {
    const got = 'broken off: the operation had ended without this answer';
    return failure({ code: 'unreachable', tried, got });
  }
  return failure({ tried, ...networkFailure(error) });
}

const networkWords: Record<string, string> = {
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'the host name could not be looked up: is there a network?',
  REFUSED_ADDRESS: 'the host name leads to a link-local or metadata address, which is never called',
  NOT_THIS_MACHINE: 'the name localhost leads to another machine here, which is not called by it',
  ECONNREFUSED: 'nothing answers at this address and port',
  ECONNRESET: 'the server closed the connection before it answered',
  UND_ERR_SOCKET: 'the server closed the connection before it answered',
  ETIMEDOUT: 'the server could not be reached in time',
  UND_ERR_ABORTED: 'the proxy did not connect to the server',
  PROXY_LOGIN: 'the proxy asks for a login, or refuses this one',
  CLIENT_CERTIFICATE:
    'the server refused the TLS handshake: it may ask for a client certificate, or for another one',
  UND_ERR_CONNECT_TIMEOUT: 'the server could not be reached in time',
  EHOSTUNREACH: 'there is no way to this host',
  ENETUNREACH: 'there is no network',
  CERT_HAS_EXPIRED: 'the server’s certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the server’s certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the server’s certificate comes from an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the server’s certificate comes from an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the server’s certificate comes from an unknown authority',
  INVALID_CA: 'the server’s certificate was signed by a certificate that is no authority’s',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the server’s certificate is for another name',
};

/** The causes that mean the request found no route to its server, or found the wrong server. */
const beforeRequest = [
  ...['ENOTFOUND', 'EAI_AGAIN', 'REFUSED_ADDRESS', 'NOT_THIS_MACHINE', 'ECONNREFUSED', 'UND_ERR_ABORTED'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'CERT_HAS_EXPIRED'],
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...['ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'INVALID_CA', 'PROXY_LOGIN'],
  'CLIENT_CERTIFICATE',
];

/** Whether a failed request certainly never reached its server. */
export function neverArrived({ code, got }: Pick<Failure, 'code' | 'got'>): boolean {
  return code === 'unreachable' && beforeRequest.some((cause) => got.endsWith(`(${cause})`));
}

export const notFollowed = 'the server answered with a redirect, which is not followed';

const badlyCompressed = 'the answer is compressed in a broken way';
/** Malformed answers: a head that is too long; two lengths, or one that the chunks contradict. */
const improper = ['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'];

interface NetworkFailure {
  code: 'unreachable' | 'bad-answer';
  got: string;
}

const badAnswer = (got: string): NetworkFailure => ({ code: 'bad-answer', got });

/** The failure behind an error of fetch, by the codes in its chain of causes; error messages are not passed on. */
export function networkFailure(error: unknown): NetworkFailure {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const found = readCause(cause);
    if (found) return found;
  }
  return { code: 'unreachable', got: 'the connection failed' };
}

function readCause(cause: Error): NetworkFailure | null {
  const code = codeOf(cause);
  // The next two errors of undici have no code.
  if (cause.message === 'unexpected redirect') return badAnswer(notFollowed);
  if (/^too many content-encodings/.test(cause.message)) return badAnswer(badlyCompressed);
  if (cause.name === 'HTTPParserError' || improper.includes(code))
    return badAnswer('the answer is not proper HTTP');
  if (/^(Z_|ERR__ERROR|ERR_PADDING|ZSTD_error)/.test(code)) return badAnswer(badlyCompressed);
  if (networkWords[code]) return { code: 'unreachable', got: `${networkWords[code]} (${code})` };
  if (/^[A-Z][A-Z_\d]+$/.test(code)) return { code: 'unreachable', got: `the connection failed (${code})` };
  return null;
}

/** Alerts (RFC 8446, 6.2) of a server that did not get the client certificate that it wants, as OpenSSL calls them. */
const refusals =
  /^ERR_SSL_.*ALERT_(HANDSHAKE_FAILURE|CERTIFICATE_(REQUIRED|UNKNOWN|REVOKED|EXPIRED)|BAD_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)$/;

/** A library's code for an error; undici has the same one for whatever status a proxy answers. */
function codeOf(cause: Error): string {
  if (/^Proxy response \(407\)/.test(cause.message)) return 'PROXY_LOGIN';
  const code = 'code' in cause ? String(cause.code) : '';
  return refusals.test(code) ? 'CLIENT_CERTIFICATE' : code;
}
