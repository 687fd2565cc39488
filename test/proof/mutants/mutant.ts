import type { CommandName } from './commands.ts';

/** A deliberate fault in a copy of the program. The figures know nothing of it: they have to notice it by themselves. */
export interface Mutant {
  name: string;
  /** Path from the root of the repository. */
  file: string;
  /** Text that is in the file exactly once. */
  find: string;
  replace: string;
  /** The figure in the short form whose job it is to notice. */
  noticedBy: CommandName;
}
