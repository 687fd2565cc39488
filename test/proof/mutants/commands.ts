/** A figure program in a short form. */
export interface Command {
  figure: 'chaos' | 'fuzz' | 'hostile' | 'soak';
  /** Path from the root of the repository. */
  program: string;
  /** Options of Node. */
  node?: readonly string[];
  args: readonly string[];
}

/** How much is done is given by counts: a busy machine does as much, and takes longer. */
const unbounded = '100000';

const chaos = (...args: string[]): Command => ({
  figure: 'chaos',
  program: 'test/proof/chaos/program.ts',
  args: [...args, '--first'],
});

const fuzz = (leg: string, n: number): Command => ({
  figure: 'fuzz',
  program: 'test/proof/fuzz/program.ts',
  args: ['--leg', leg, '--n', String(n), '--seconds', unbounded, '--first'],
});

/** The short forms: as small as they can be while each still catches what the table asks of it, whatever the seed. */
export const commands = {
  'chaos with lies': chaos('--calm', '--operations', '250', '--seconds', unbounded),
  'chaos with kills': chaos('--api', 'vault', '--operations', '60', '--kills', '7', '--seconds', unbounded),
  'chaos on sign-ins': chaos('--leg', 'sign-in', '--operations', '240'),
  'chaos on servers of no use': chaos('--leg', 'down', '--operations', '40'),
  'chaos on two at once': chaos('--leg', 'pair'),
  'chaos on Undo': chaos('--leg', 'undo'),
  'fuzz answers': fuzz('answers', 150),
  'fuzz calls': fuzz('calls', 400),
  'fuzz files': fuzz('files', 40),
  'fuzz echo': fuzz('echo', 300),
  'hostile requests': { figure: 'hostile', program: 'test/proof/hostile/program.ts', args: ['raw'] },
  soak: {
    figure: 'soak',
    program: 'test/proof/soak/program.ts',
    node: ['--expose-gc'],
    args: ['--short'],
  },
} satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;

/** The whole command line after `node`. Figures that are driven by chance are given the seed. */
export function argumentsOf({ figure, program, node = [], args }: Command, seed: number): string[] {
  const seeded = goesByChance({ figure }) ? ['--seed', String(seed)] : [];
  return [...node, program, ...args, ...seeded];
}

/** Whether another seed may show what one does not. */
export function goesByChance({ figure }: Pick<Command, 'figure'>): boolean {
  return figure === 'chaos' || figure === 'fuzz';
}
