import { createContext } from 'svelte';
export const themes = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themes)[number];

const place = 'theme';

/** Light or dark: the system's theme, or the person's choice. */
export class Theme {
  readonly #chosen: (choice: ThemeChoice) => void;
  #choice = $state<ThemeChoice>('system');

  /** @param chosen called with every choice that the person makes */
  constructor(chosen: (choice: ThemeChoice) => void = () => undefined) {
    this.#chosen = chosen;
    const kept = themes.find((choice) => choice === localStorage.getItem(place));
    if (kept) this.adopt(kept);
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  choose(choice: ThemeChoice): void {
    localStorage.setItem(place, choice);
    this.adopt(choice);
    this.#chosen(choice);
  }

  /** Takes a choice that was made earlier. */
  adopt(choice: ThemeChoice): void {
    this.#choice = choice;
    if (choice === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = choice;
  }
}

export const [useTheme, provideTheme] = createContext<Theme>();
