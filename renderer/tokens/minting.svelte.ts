import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import { failure, type Failure } from '../../electron/bridge/failure.ts';
import type { MintedToken, Session } from '../../electron/bridge/session.ts';
import { m } from '../messages/compiled/messages.js';
import { Action } from '../remote/action.svelte.ts';

/** Minting a token from a template: what came out, decoded, and whether it has been copied. Never the token itself. */
export class Minting {
  readonly session: Session;
  readonly #bridge: Bridge;
  readonly #action = new Action<'tokens.mint' | 'tokens.take'>();
  #token = $state.raw<MintedToken | null>(null);
  #taken = $state(false);
  #clearsAfter = $state<number | null>(null);
  /** The browser’s clipboard refused the token. */
  #refused = $state.raw<Failure | null>(null);

  constructor(bridge: Bridge, session: Session) {
    this.#bridge = bridge;
    this.session = session;
  }

  get busy(): boolean {
    return this.#action.busy !== null;
  }

  get token(): MintedToken | null {
    return this.#token;
  }

  get taken(): boolean {
    return this.#taken;
  }

  /** Seconds until the copied token is cleared from the clipboard; null: clearing is left to the person. */
  get clearsAfter(): number | null {
    return this.#clearsAfter;
  }

  get failure(): Failure | null {
    return this.#refused ?? this.#action.failure;
  }

  async mint(template: string, expiresInSeconds: number | null): Promise<void> {
    const { connectionId, id: sessionId } = this.session;
    this.#refused = null;
    await this.#action.run('tokens.mint', async () => {
      const input = { connectionId, sessionId, template, expiresInSeconds };
      this.#token = await this.#bridge('tokens.mint', input);
      this.#taken = false;
    });
  }

  /**
   * Takes the token to the clipboard. Where the shell does not put it there itself, it goes straight to `put`, which says
   * whether it will take it off again after so many seconds; it is kept nowhere in the page. Works once.
   */
  async take(put: (token: string, seconds: number) => Promise<boolean>): Promise<void> {
    const tokenId = this.#token?.tokenId;
    if (tokenId === undefined) return;
    this.#refused = null;
    await this.#action.run('tokens.take', async () => {
      const { token, clearsAfter } = await this.#bridge('tokens.take', { tokenId });
      this.#taken = true;
      this.#clearsAfter = clearsAfter;
      if (token !== null && !(await this.#put(() => put(token, clearsAfter)))) this.#clearsAfter = null;
    });
  }

  async #put(put: () => Promise<boolean>): Promise<boolean> {
    try {
      return await put();
    } catch (error) {
      const got = m.clipboard_refused({ why: String(error) });
      this.#refused = failure({ code: 'internal', tried: 'tokens.take', got, next: 'try-later' });
      return false;
    }
  }
}
