import { createSign, generateKeyPairSync, createVerify, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

type Claims = Record<string, unknown>;

/** Signs and reads the tokens of one running instance. */
export interface TokenSigner {
  /** An RS256 JWT with these claims, made at `now` and living for some seconds. */
  mint(claims: Claims, now: number, seconds: number): string;
  /** The claims of an unexpired token that this instance signed, or nothing. */
  read(token: string, now: number): Claims | undefined;
  /** The public key, as a JSON Web Key Set. */
  keySet(): { keys: object[] };
}

/** A signer with a key pair of its own, made at the first use because that takes a moment. */
export function createTokenSigner(issuer: string): TokenSigner {
  let pair: { publicKey: KeyObject; privateKey: KeyObject } | undefined;
  const keys = (): { publicKey: KeyObject; privateKey: KeyObject } =>
    (pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 }));
  const header = encode({ alg: 'RS256', kid: 'ins_mock', typ: 'JWT' });
  return {
    mint: (claims, now, seconds) => {
      const iat = Math.floor(now / 1000);
      const jti = randomBytes(10).toString('hex');
      const payload = encode({ ...claims, iss: issuer, iat, nbf: iat - 10, exp: iat + seconds, jti });
      const signature = createSign('RSA-SHA256')
        .update(`${header}.${payload}`)
        .sign(keys().privateKey, 'base64url');
      return `${header}.${payload}.${signature}`;
    },
    read: (token, now) => {
      const [head = '', payload = '', signature = '', ...rest] = token.split('.');
      const verifier = createVerify('RSA-SHA256').update(`${head}.${payload}`);
      const isOurs = rest.length === 0 && verifier.verify(keys().publicKey, signature, 'base64url');
      if (!isOurs) return undefined;
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
      return Number(claims['exp']) * 1000 > now ? claims : undefined;
    },
    keySet: () => ({
      keys: [{ ...keys().publicKey.export({ format: 'jwk' }), kid: 'ins_mock', use: 'sig', alg: 'RS256' }],
    }),
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
