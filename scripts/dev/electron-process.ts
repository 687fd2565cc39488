import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Program } from './restarts.ts';

/** The desktop app in Electron, from a folder that holds what was built. */
export class ElectronProcess implements Program {
  readonly #binary: string;
  readonly #app: string;
  readonly #data: string;
  #child: ChildProcess | null = null;

  /** @param binary Electron's; `app` and `data` are folders: the built app, and what it keeps */
  constructor(binary: string, app: string, data: string) {
    this.#binary = binary;
    this.#app = app;
    this.#data = data;
  }

  async start(): Promise<string> {
    const env = { ...process.env, SESSIONDECK_DATA: this.#data };
    const child = (this.#child = spawn(this.#binary, [this.#app], { stdio: 'inherit', env }));
    await once(child, 'spawn');
    return 'Sessiondeck is in its window. Quit it here, by Ctrl+C.';
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  }
}
