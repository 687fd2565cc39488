import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { newSecret } from '../../electron/web/request-rules.ts';
import type { WebShellOptions } from '../../electron/web/server.ts';
import type { Program } from './restarts.ts';

/** What the host's process is told before it starts. It goes over IPC: a token is never in argv or env. */
export interface DevLaunch extends Required<Pick<WebShellOptions, 'port' | 'token'>> {
  /** Folders: the built page, and the host's data. */
  page: string;
  data: string;
}

/** The process's reply once it serves. */
export interface DevServing {
  port: number;
  address: string;
}

/** The host and its browser shell in a process of their own, which starts again on the same port with the same token. */
export class HostProcess implements Program {
  #launch: DevLaunch;
  #child: ChildProcess | null = null;

  constructor(launch: Omit<DevLaunch, 'token'>) {
    this.#launch = { ...launch, token: newSecret() };
  }

  async start(): Promise<string> {
    const child = (this.#child = fork(join(import.meta.dirname, 'host.ts'), { stdio: 'inherit' }));
    child.send(this.#launch);
    const exited = once(child, 'exit').then(() => {
      throw new Error('the host did not start: see above');
    });
    const [{ port, address }] = (await Promise.race([once(child, 'message'), exited])) as [DevServing];
    exited.catch(() => undefined);
    this.#launch = { ...this.#launch, port };
    return `Sessiondeck is at  ${address}\n\n  The address works once.`;
  }

  /** Shuts the process down cleanly; does nothing if it is not running. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.disconnect();
    await exited;
  }
}
