/** A deliberate fault in a copy of the program. The figures know nothing of it: they have to notice it by themselves. */
export interface Mutant {
  name: string;
  /** Path from the root of the repository. */
  file: string;
  /** Text that is in the file exactly once. */
  find: string;
  replace: string;
  /** The program under `scripts/` whose job it is to notice, with its arguments. */
  noticedBy: { program: string; args: string[] };
}

/** Long enough for nearly every lie that the API allows. */
const chaos = (api: string) => ({
  program: 'chaos.ts',
  args: ['--api', api, '--operations', '400', '--kills', '2', '--seconds', '100000', '--seed', '7'],
});

export const mutants: Mutant[] = [
  {
    // Two operations that change a key at once: the later one writes back a copy from before the earlier one's change.
    name: 'old copy of a key written back',
    file: 'electron/host/connections/realm.ts',
    find: 'return inTurns({',
    replace: 'const atOnce = <All>(all: All): All => all;\n  return atOnce({',
    noticedBy: { program: 'chaos.ts', args: ['--leg', 'sign-in', '--operations', '80', '--seed', '7'] },
  },
  {
    name: '200 believed',
    file: 'electron/host/revocation/read-back/read-back.ts',
    find: 'async function judge(inquiry: Inquiry, one: Sought): Promise<Finding> {',
    replace: `async function judge(inquiry: Inquiry, one: Sought): Promise<Finding> {
  if (one.callFailure === null && inquiry.list) return ofCompleteList(inquiry.list, one.session);`,
    noticedBy: chaos('nest-sessions'),
  },
  {
    name: 'unreadable rows ignored',
    file: 'electron/adapters/pages.ts',
    find: "...(this.#unreadable > 0 ? [gap('unreadable-rows', this.#unreadable)] : []),",
    replace: '',
    noticedBy: chaos('vault'),
  },
  {
    name: 'total ignored',
    file: 'electron/adapters/pages.ts',
    find: 'const missing = (this.#total ?? found) - found;',
    replace: 'const missing = 0;',
    noticedBy: chaos('nest-sessions'),
  },
];
