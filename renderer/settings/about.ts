import { createContext } from 'svelte';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Output } from '../../electron/bridge/contract.ts';
import { Remote } from '../remote/remote.svelte.ts';

/** Which Sessiondeck this is. */
export class About extends Remote<Output<'app.about'>> {
  constructor(bridge: Bridge) {
    super('app.about', () => bridge('app.about', {}));
  }
}

export const [useAbout, provideAbout] = createContext<About>();
