import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import { PushSignIn } from './push/push-sign-in.svelte.ts';
import { QrSignIn } from './qr/qr-sign-in.svelte.ts';

interface Ways {
  qr: QrSignIn;
  push: PushSignIn;
}

/** The two ways to sign in with a phone, of each connection the same ones as long as the page lives. */
export class SignIns {
  readonly #bridge: Bridge;
  readonly #ways = new Map<string, Ways>();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  of(connectionId: string): Ways {
    const known = this.#ways.get(connectionId);
    const ways = known ?? {
      qr: new QrSignIn(this.#bridge, connectionId),
      push: new PushSignIn(this.#bridge, connectionId),
    };
    this.#ways.set(connectionId, ways);
    return ways;
  }

  /** The connection has changed, or is gone. */
  forget(connectionId: string): void {
    this.#ways.delete(connectionId);
  }
}

export const [useSignIns, provideSignIns] = createContext<SignIns>();
