import { createContext } from 'svelte';
import type { CommandId } from '../../electron/bridge/commands.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Failure } from '../../electron/bridge/failure.ts';
import type { CommandState, ShellState, Theme } from '../../electron/bridge/shell.ts';
import { failureOf } from '../failures/caught.ts';
import { Action } from '../remote/action.svelte.ts';

interface ShellListeners {
  /** Sessiondeck was locked. Whatever is still open must be closed. */
  locked: () => void;
  unlocked: () => void;
  command: (id: CommandId) => void;
  /** The host answers again after an outage, during which its events were missed. */
  back: () => void;
  /** A call to the shell did not work. */
  failed: (failure: Failure) => void;
}

/** The shell around the page: a desktop window or a browser tab; locked or not. */
export class Shell {
  readonly #bridge: Bridge;
  readonly #told: ShellListeners;
  #kind = $state<ShellState['kind']>('browser');
  #locked = $state(false);
  #reached = $state(true);
  #known = $state(false);
  readonly #unlock = new Action();
  #refused = $state(false);
  #secretsOpen = 0;
  #shownCommands = '';

  constructor(bridge: Bridge, told: ShellListeners) {
    this.#bridge = bridge;
    this.#told = told;
    bridge.on('shell.changed', () => void this.read());
    bridge.on('host.reached', ({ reached }) => {
      this.#reached = reached;
      if (reached) told.back();
    });
    bridge.on('shell.command', ({ command }) => told.command(command));
  }

  get kind(): ShellState['kind'] {
    return this.#kind;
  }

  /** Nothing of the sessions is to be on the page. */
  get locked(): boolean {
    return this.#locked;
  }

  /** False while the program behind the page does not answer: it has ended, or the machine slept. */
  get reached(): boolean {
    return this.#reached;
  }

  /** False until the shell was asked for the first time: until then nobody knows whether it is locked. */
  get known(): boolean {
    return this.#known;
  }

  get unlocking(): boolean {
    return this.#unlock.busy !== null;
  }

  /** The operating system asked who is there, and was not satisfied. */
  get refused(): boolean {
    return this.#refused;
  }

  /** Why it could not be unlocked. */
  get failure(): Failure | null {
    return this.#unlock.failure;
  }

  /** What the shell says of itself; null when it could not be asked. */
  async read(): Promise<ShellState | null> {
    const state = await this.#try('shell.read', async () => this.#take(await this.#bridge('shell.read', {})));
    this.#known = true;
    return state;
  }

  async lock(): Promise<void> {
    await this.#try('shell.lock', async () => this.#take(await this.#bridge('shell.lock', {})));
  }

  async unlock(): Promise<void> {
    await this.#unlock.run('shell.unlock', async () => {
      this.#refused = this.#take(await this.#bridge('shell.unlock', {})).locked;
    });
  }

  async showTheme(theme: Theme): Promise<void> {
    await this.#try('shell.theme', () => this.#bridge('shell.theme', { theme }));
  }

  /** Tells the menu bar of the commands, when they differ from what it was told last. */
  async showCommands(commands: CommandState[]): Promise<void> {
    const text = JSON.stringify(commands);
    if (text === this.#shownCommands) return;
    this.#shownCommands = text;
    await this.#try('shell.commands', () => this.#bridge('shell.commands', { commands }));
  }

  async openPhone(connectionId: string): Promise<void> {
    await this.#try('shell.openPhone', () => this.#bridge('shell.openPhone', { connectionId }));
  }

  /** A secret is being entered or shown, until what is given back is called. */
  protect(): () => void {
    this.#secretsOpen += 1;
    if (this.#secretsOpen === 1) void this.#protect(true);
    return () => {
      this.#secretsOpen -= 1;
      if (this.#secretsOpen === 0) void this.#protect(false);
    };
  }

  async #protect(on: boolean): Promise<void> {
    await this.#try('shell.protect', () => this.#bridge('shell.protect', { on }));
  }

  #take(state: ShellState): ShellState {
    const was = this.#locked;
    this.#kind = state.kind;
    this.#locked = state.locked;
    if (state.locked && !was) {
      this.#refused = false;
      this.#unlock.drop();
      this.#told.locked();
    }
    if (was && !state.locked) this.#told.unlocked();
    return state;
  }

  async #try<T>(tried: string, call: () => Promise<T>): Promise<T | null> {
    try {
      return await call();
    } catch (error) {
      this.#told.failed(failureOf(error, tried));
      return null;
    }
  }
}

export const [useShell, provideShell] = createContext<Shell>();
