import { createHmac, timingSafeEqual } from 'node:crypto';

type Claims = Record<string, unknown>;

/** Signs and reads the access tokens of an API that shares one secret among its servers. */
export interface AccessTokens {
  /** An HS256 JWT with these claims. */
  mint(claims: Claims): string;
  /** The claims of an unexpired token that was signed here, or nothing. */
  read(token: string, now: number): Claims | undefined;
}

const header = encode({ alg: 'HS256', typ: 'JWT' });

/** The tokens of a secret. It is the same in every run, so a token outlives a restart of the mock server. */
export function accessTokens(secret: string): AccessTokens {
  const signatureOf = (content: string): Buffer => createHmac('sha256', secret).update(content).digest();
  return {
    mint: (claims) => {
      const content = `${header}.${encode(claims)}`;
      return `${content}.${signatureOf(content).toString('base64url')}`;
    },
    read: (token, now) => {
      const [head = '', payload = '', signature = '', ...rest] = token.split('.');
      const expected = signatureOf(`${head}.${payload}`);
      const given = Buffer.from(signature, 'base64url');
      const isOurs =
        rest.length === 0 && given.length === expected.length && timingSafeEqual(given, expected);
      if (!isOurs) return undefined;
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
      return Number(claims['exp']) * 1000 > now ? claims : undefined;
    },
  };
}

/** The token of an `Authorization: Bearer …` header, or nothing. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
