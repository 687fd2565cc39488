export const themes = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themes)[number];

const place = 'theme';

/** Light or dark: as the system has it, or as the person chose. */
export class Theme {
  #choice = $state<ThemeChoice>('system');

  constructor() {
    const kept = themes.find((choice) => choice === localStorage.getItem(place));
    if (kept) this.choose(kept);
  }

  get choice(): ThemeChoice {
    return this.#choice;
  }

  choose(choice: ThemeChoice): void {
    this.#choice = choice;
    localStorage.setItem(place, choice);
    if (choice === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = choice;
  }
}
