/** What a person can have done, as it is at present. */
export interface Command {
  /** Names no person and no session: it stands in the menu bar, too. */
  label: string;
  /** Why it cannot be done now, as a sentence; null: it can. */
  whyNot: string | null;
  /** Whether it is ticked; null: it is nothing that is on or off. */
  checked: boolean | null;
  run: () => unknown;
}

export function command(
  label: string,
  whyNot: string | null,
  run: Command['run'],
  checked: boolean | null = null,
): Command {
  return { label, whyNot, checked, run };
}
