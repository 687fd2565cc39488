/** What to spawn; a command line for a shell where `shell` is true. */
interface Command {
  file: string;
  args: string[];
  shell: boolean;
}

/** Arguments that cmd.exe passes on unchanged; any other is refused, as Windows starts npm.cmd through a shell. */
const plain = /^[\w:@./\\~=-]+$/;

/** Where a program runs, and what it knows of that; other than the real ones in tests. */
export interface Surroundings {
  platform: NodeJS.Platform;
  /** npm's own program, as npm tells the programs that it runs. */
  npmExecpath: string | undefined;
  node: string;
}

function real(): Surroundings {
  const { platform, env, execPath } = process;
  return { platform, npmExecpath: env['npm_execpath'], node: execPath };
}

/**
 * How npm is run with these arguments. On Windows npm is a script (npm.cmd) that only a shell can start: so
 * its own program is given to Node, where npm has told us of it. Elsewhere on Windows it is one command line, as Node
 * warns of arguments beside a shell (DEP0190); throws for an argument that would need quoting there.
 */
export function npmCommand(args: string[], here = real()): Command {
  const { platform, npmExecpath, node } = here;
  if (npmExecpath && /npm-cli\.c?js$/.test(npmExecpath))
    return { file: node, args: [npmExecpath, ...args], shell: false };
  if (platform !== 'win32') return { file: 'npm', args, shell: false };
  const odd = args.find((argument) => !plain.test(argument));
  if (odd !== undefined) throw new Error(`npm cannot be given “${odd}” here`);
  return { file: ['npm', ...args].join(' '), args: [], shell: true };
}
