import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** The options that both start commands accept; each adds its own usage above them. */
export const optionLines = `  --no-open   print the address, do not open a browser
  --no-demo   without the demo connections
  --restore   puts the last good copy in the place of a damaged database, whose files are moved aside
  --port N    browser shell: this port of 127.0.0.1 instead of a free one
  --version   print the version
  --help      print this`;

export interface StartOptions {
  open: boolean;
  demo: boolean;
  /** Whether to replace a damaged database by its copy first. */
  restore: boolean;
  /** 0 picks any free port. */
  port: number;
  /** Use the browser shell even where a desktop window is possible; the npm package has only that. */
  web: boolean;
}

export interface Command {
  usage: string;
  /** The folder of package.json. */
  root: string;
  run: (options: StartOptions) => Promise<void>;
}

/** Runs a start command: handles --help and --version; prints a failure as one line and sets exit code 1. */
export async function runCommand({ usage, root, run }: Command): Promise<void> {
  try {
    const { help, version, ...options } = readOptions(process.argv.slice(2));
    if (help) process.stdout.write(`${usage}\n`);
    else if (version) process.stdout.write(`${versionIn(root)}\n`);
    else await run(options);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'Sessiondeck could not start'}\n`);
    process.exitCode = 1;
  }
}

/** The version in the package.json of this folder. */
export function versionIn(root: string): string {
  const file = readFileSync(join(root, 'package.json'), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}

function readOptions(args: string[]): StartOptions & { help: boolean; version: boolean } {
  const { values } = parse(args);
  const { web, help, version, restore } = values;
  return {
    open: !values['no-open'],
    demo: !values['no-demo'],
    port: portOf(values.port),
    restore,
    web,
    help,
    version,
  };
}

function parse(args: string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const port = { type: 'string', default: '0' } as const;
  const options = {
    'no-open': flag,
    'no-demo': flag,
    restore: flag,
    web: flag,
    help: flag,
    version: flag,
    port,
  };
  try {
    return parseArgs({ args, options });
  } catch (error) {
    // The first sentence says what is wrong; the others concern positional arguments, which we do not accept.
    const [wrong = ''] = error instanceof Error ? error.message.split('. ') : [];
    throw new Error(`${wrong.replace(/\.$/, '')}: --help lists the options`, { cause: error });
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error('--port takes a whole number from 0, which is any free one, to 65535');
}
