import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import type { Output } from '../../bridge/contract.ts';
import { fail } from '../../bridge/failure.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import type { MintedToken } from '../../bridge/session.ts';
import { able } from '../work/attempt.ts';
import { recorded } from '../audit/around.ts';
import type { AuditLog } from '../audit/log.ts';
import { secretsOf, type Operations } from '../lists/operations.ts';
import type { KnownSecrets } from '../scrub/known-secrets.ts';
import type { Desktop } from '../shell/shell.ts';

/** How many minted tokens are held; the oldest are dropped first. */
const mostHeld = 20;

const Claims = z.record(z.string(), z.json());

/** How long a token stays on the clipboard, s: just enough to paste it. */
const onClipboard = 30;

export interface Tokens {
  handlers: Pick<Handlers, 'tokens.mint' | 'tokens.take'>;
  /** Discards every token that was minted but not taken. */
  forget(): void;
}

/** The calls that mint tokens and hand out each once. Tokens are held in memory only. */
export function openTokens(
  operations: Operations,
  audit: AuditLog,
  secrets: Pick<KnownSecrets, 'learn' | 'forget'>,
  { copySecret }: Pick<Desktop, 'copySecret'>,
): Tokens {
  const held = new HeldTokens();
  const handlers: Tokens['handlers'] = {
    async 'tokens.mint'({ connectionId, sessionId, template, expiresInSeconds }) {
      const row = operations.lists.row(connectionId, sessionId);
      const mint = async () => {
        const token = await operations.operate(
          connectionId,
          ({ adapter, api }) => able(adapter, 'mint')(api, row.handle, template, expiresInSeconds),
          { conceal: secretsOf(row) },
        );
        secrets.learn([token]);
        return { token, minted: describeToken(token) };
      };
      operations.assertAllowed(connectionId);
      const { connection } = operations.find(connectionId);
      const details = { session: row.session.nativeId ?? sessionId, template, expiresInSeconds };
      const { token, minted } = await recorded(
        audit,
        { action: 'token.minted', connection, details },
        mint,
        ({ minted: { expiresAt } }) => ({ outcome: 'minted', details: { expiresAt } }),
      );
      held.hold(minted.tokenId, token);
      return minted;
    },

    async 'tokens.take'({ tokenId }) {
      const token = held.take(tokenId);
      if (token !== undefined) secrets.forget([token]);
      return handOut(token, copySecret);
    },
  };
  return { handlers, forget: () => held.clear() };
}

/** Minted tokens, each of which can be taken once. */
class HeldTokens {
  readonly #held = new Map<string, string>();

  hold(tokenId: string, token: string): void {
    this.#held.set(tokenId, token);
    for (const id of this.#held.keys()) if (this.#held.size > mostHeld) this.#held.delete(id);
  }

  take(tokenId: string): string | undefined {
    const token = this.#held.get(tokenId);
    this.#held.delete(tokenId);
    return token;
  }

  clear(): void {
    this.#held.clear();
  }
}

/** Copies the token to the clipboard where the shell can; otherwise returns it, and the page copies it. */
async function handOut(
  token: string | undefined,
  copySecret: Desktop['copySecret'],
): Promise<Output<'tokens.take'>> {
  const got = 'this token was taken already, or Sessiondeck was started again since: mint another';
  if (token === undefined) return fail({ code: 'not-found', tried: 'tokens.take', got });
  if (!copySecret) return { token, clearsAfter: onClipboard };
  await copySecret(token, onClipboard);
  return { token: null, clearsAfter: onClipboard };
}

function describeToken(token: string): MintedToken {
  const { header, claims } = decode(token);
  const { exp } = claims;
  // An `exp` that is not a valid date appears only among the claims.
  const expires = new Date(typeof exp === 'number' ? Math.round(exp * 1000) : NaN).getTime();
  const expiresAt = Number.isNaN(expires) ? null : expires;
  return { tokenId: randomUUID(), header, claims, bytes: Buffer.byteLength(token), expiresAt };
}

function decode(token: string) {
  try {
    return { header: Claims.parse(decodeProtectedHeader(token)), claims: Claims.parse(decodeJwt(token)) };
  } catch {
    // jose's and zod's errors may quote parts of the token.
    return fail({
      code: 'bad-answer',
      tried: 'decoding the token',
      got: 'the API minted something that is not a JWT',
    });
  }
}
