import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { connect, type Bridge, type Reply } from '../../../electron/bridge/crossing/connect.ts';

/** What the host asks of its keychain. */
export type Ask =
  | { act: 'read'; name: string }
  | { act: 'write'; name: string; value: string }
  | { act: 'remove'; name: string };

/** What is sent to the host's process: a call of the contract, or what the keychain answers. */
export type Order =
  | { kind: 'call'; id: number; method: string; input: unknown }
  | { kind: 'key'; id: number; value: string | null };

/** What the host's process says. */
export type Told =
  | { kind: 'ready' }
  | { kind: 'reply'; id: number; reply: Reply }
  | { kind: 'event'; event: string; payload: unknown }
  | { kind: 'key'; id: number; what: Ask };

/** A call to a host that is gone, or has gone since. */
export class HostGone extends Error {
  override readonly name = 'HostGone';

  constructor() {
    super('the host was killed');
  }
}

type Waiting = PromiseWithResolvers<Reply>;

const program = new URL('./host-program.ts', import.meta.url);
const running = new Set<ChildProcess>();
// Whatever happens to this process, no host outlives it.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** The host in a process of its own, which can be killed at any moment. */
export class HostProcess {
  readonly bridge: Bridge;
  /** Resolves with what it wrote to stderr, once it is gone. */
  readonly gone: Promise<string>;
  readonly #child: ChildProcess;
  readonly #keychain: Map<string, string>;
  readonly #ready = Promise.withResolvers<unknown>();
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<(payload: unknown) => void>>();
  #calls = 0;
  #isGone = false;

  /**
   * Starts a host on the store in this folder. `keychain` is where it keeps its keys, here; `budget` the deadline of one
   * operation, ms.
   */
  constructor(folder: string, keychain: Map<string, string>, budget = 5000) {
    const child = fork(program, [folder, String(budget)], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.#keychain = keychain;
    running.add(child);
    // Whoever waits for it is told; nobody has to.
    this.#ready.promise.catch(() => undefined);
    child.on('message', (message) => this.#take(message as Told));
    const said = child.stderr ? text(child.stderr) : '';
    this.gone = once(child, 'exit').then(() => {
      this.#leave();
      return said;
    });
    this.bridge = connect({
      invoke: (method, input) => this.#invoke(method, input),
      subscribe: (event, listener) => this.#subscribe(event, listener),
    });
  }

  /** Resolves once it takes calls; rejects with HostGone when it ends before. */
  get ready(): Promise<unknown> {
    return this.#ready.promise;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** SIGKILL, at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #take(told: Told): void {
    switch (told.kind) {
      case 'ready':
        return this.#ready.resolve(null);
      case 'reply':
        this.#waiting.get(told.id)?.resolve(told.reply);
        return void this.#waiting.delete(told.id);
      case 'event':
        for (const listener of this.#listeners.get(told.event) ?? []) listener(told.payload);
        return;
      case 'key':
        return this.#send({ kind: 'key', id: told.id, value: this.#keep(told.what) });
    }
  }

  #keep(what: Ask): string | null {
    if (what.act === 'write') this.#keychain.set(what.name, what.value);
    if (what.act === 'remove') this.#keychain.delete(what.name);
    return this.#keychain.get(what.name) ?? null;
  }

  /** A message that cannot be sent finds the process gone, and then every waiting call is told. */
  #send(order: Order): void {
    this.#child.send(order, () => undefined);
  }

  #invoke(method: string, input: unknown): Promise<Reply> {
    const waiting = Promise.withResolvers<Reply>();
    if (this.#isGone) {
      waiting.reject(new HostGone());
      return waiting.promise;
    }
    this.#calls += 1;
    this.#waiting.set(this.#calls, waiting);
    this.#send({ kind: 'call', id: this.#calls, method, input });
    return waiting.promise;
  }

  #subscribe(event: string, listener: (payload: unknown) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  #leave(): void {
    this.#isGone = true;
    running.delete(this.#child);
    for (const { reject } of this.#waiting.values()) reject(new HostGone());
    this.#waiting.clear();
    this.#ready.reject(new HostGone());
  }
}
