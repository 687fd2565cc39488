import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { newSecret } from '../../electron/web/guards.ts';

/** What the host's process is told before it starts. It goes over IPC: a token is never in argv or env. */
export interface DevLaunch {
  /** Folders: the built page, and the host's data. */
  page: string;
  data: string;
  /** 0: any free one. */
  port: number;
  token: string;
}

/** What it answers once it serves. */
export interface DevServing {
  port: number;
  address: string;
}

/** The host and its browser shell in a process of their own, which starts again on the same port with the same token. */
export class HostProcess {
  #launch: DevLaunch;
  #child: ChildProcess | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(launch: Omit<DevLaunch, 'token'>) {
    this.#launch = { ...launch, token: newSecret() };
  }

  /** Resolves with an address that opens the page once. Rejects when the process ends before it serves. */
  async start(): Promise<string> {
    const child = (this.#child = fork(join(import.meta.dirname, 'host.ts'), { stdio: 'inherit' }));
    child.send(this.#launch);
    const exited = once(child, 'exit').then(() => {
      throw new Error('the host did not start: see above');
    });
    const [{ port, address }] = (await Promise.race([once(child, 'message'), exited])) as [DevServing];
    exited.catch(() => undefined);
    this.#launch = { ...this.#launch, port };
    return address;
  }

  /** Starts it again, and says why; one restart at a time. A host that cannot start is tried again at the next change. */
  restart(why: string): Promise<unknown> {
    const restarted = this.#turn.then(async () => {
      if (this.#isClosed) return;
      process.stdout.write(`  ${why}: starting the host again…`);
      try {
        await this.#stop();
        await this.start();
        process.stdout.write(' done\n');
      } catch (error) {
        process.stdout.write(` ${error instanceof Error ? error.message : 'failed'}\n`);
      }
    });
    this.#turn = restarted;
    return restarted;
  }

  /** Ends it, and this process with it. */
  close(): void {
    this.#isClosed = true;
    void this.#stop().finally(() => process.exit(0));
  }

  async #stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.disconnect();
    await exited;
  }
}
