import { mkdirSync, readFileSync, readdirSync, rmSync, watch, writeFileSync, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

/** What a second instance leaves for the first. */
export interface SecondInstance {
  argv: string[];
  workingDirectory: string;
  additionalData: unknown;
}

/**
 * One instance per user-data folder. The lock is a file with the process id of its owner: that of a process that was
 * killed is taken over. A second instance leaves its command line as a file, which the first reads.
 */
export class InstanceLock {
  readonly #folder: string;
  readonly #file: string;
  #watcher: FSWatcher | null = null;

  constructor(userData: string) {
    this.#folder = join(userData, 'second-instances');
    this.#file = join(userData, 'instance-lock');
  }

  get isHeld(): boolean {
    return this.#watcher !== null;
  }

  /** Whether this process has the lock now; where another has it, that one is told of `second`. */
  acquire(second: SecondInstance, tell: (second: SecondInstance) => void): boolean {
    if (this.isHeld) return true;
    mkdirSync(this.#folder, { recursive: true });
    if (!this.#take()) {
      writeFileSync(join(this.#folder, `${process.pid}.json`), JSON.stringify(second));
      return false;
    }
    this.#watcher = watch(this.#folder, () => this.#read(tell)).unref();
    return true;
  }

  release(): void {
    if (!this.isHeld) return;
    this.#watcher?.close();
    this.#watcher = null;
    rmSync(this.#file, { force: true });
  }

  #take(): boolean {
    const owner = this.#owner();
    if (owner !== null && isAlive(owner)) return false;
    rmSync(this.#file, { force: true });
    try {
      writeFileSync(this.#file, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  #owner(): number | null {
    try {
      return Number(readFileSync(this.#file, 'utf8'));
    } catch {
      // Nobody has it.
      return null;
    }
  }

  #read(tell: (second: SecondInstance) => void): void {
    for (const name of readdirSync(this.#folder)) {
      const text = readFileSync(join(this.#folder, name), 'utf8');
      // Seen while it is being written: there will be another change.
      if (!text.endsWith('}')) continue;
      rmSync(join(this.#folder, name));
      tell(JSON.parse(text) as SecondInstance);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
