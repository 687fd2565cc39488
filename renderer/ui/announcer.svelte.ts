import { createContext } from 'svelte';

/** What assistive technology is to say next; the page has one live region for it. */
export class Announcer {
  #said = $state('');

  get said(): string {
    return this.#said;
  }

  say(text: string): void {
    this.#said = text;
  }
}

export const [useAnnouncer, provideAnnouncer] = createContext<Announcer>();
