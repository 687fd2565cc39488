import { createContext } from 'svelte';
export interface Toast {
  id: number;
  tone: 'info' | 'good' | 'bad';
  text: string;
}

const shownFor = 6_000;

/** Short messages in a corner. Good news goes by itself; bad news stays until it is dismissed. */
export class Toasts {
  #list = $state.raw<readonly Toast[]>([]);
  #made = 0;

  get list(): readonly Toast[] {
    return this.#list;
  }

  show(tone: Toast['tone'], text: string): void {
    const id = ++this.#made;
    this.#list = [...this.#list, { id, tone, text }];
    if (tone !== 'bad') setTimeout(() => this.dismiss(id), shownFor);
  }

  /** Something new is being done: what was said of the last thing no longer holds. Bad news stays. */
  settle(): void {
    this.#list = this.#list.filter(({ tone }) => tone === 'bad');
  }

  clear(): void {
    this.#list = [];
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }
}

export const [useToasts, provideToasts] = createContext<Toasts>();
