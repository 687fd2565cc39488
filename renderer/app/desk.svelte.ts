import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Connection } from '../../electron/bridge/connection.ts';
import type { Output } from '../../electron/bridge/contract.ts';
import type { Session } from '../../electron/bridge/session.ts';
import { Activity } from '../activity/activity.svelte.ts';
import { Audit } from '../audit/audit.svelte.ts';
import { Commanding } from '../commands/commanding.svelte.ts';
import { Connections } from '../connections/connections.svelte.ts';
import { DataState } from '../data/data.svelte.ts';
import { failureLine } from '../failures/words.ts';
import { failureOf } from '../failures/caught.ts';
import { Guard } from '../guard/guard.svelte.ts';
import { Links } from '../links/links.svelte.ts';
import { m } from '../messages/compiled/messages.js';
import { getLocale } from '../messages/compiled/runtime.js';
import type { Room } from '../sessions/room.svelte.ts';
import { Rooms } from './rooms.svelte.ts';
import { Runs } from '../runs/runs.svelte.ts';
import { switchOutcome } from '../sessions/switch-words.ts';
import { loadRuns, tellRun } from '../runs/acts.ts';
import { Keychain } from '../settings/keychain.svelte.ts';
import type { OpenDialog, Page } from './page.ts';
import { Preferences } from '../settings/preferences.svelte.ts';
import { SecretClipboard } from '../shell/secret-clipboard.ts';
import { Shell } from '../shell/shell.svelte.ts';
import { SignIns } from '../sign-in/sign-ins.ts';
import { Minting } from '../tokens/minting.svelte.ts';
import { Clock } from '../ui/time/clock.svelte.ts';
import { Theme } from '../ui/theme.svelte.ts';
import { Times } from '../ui/time/times.ts';
import { Toasts } from '../ui/toasts.svelte.ts';
import { Watching } from '../watch/watching.svelte.ts';

/** The whole page: which connection is chosen, its room, and the dialog that is open. */
export class Desk implements Page {
  readonly connections: Connections;
  readonly clock = new Clock();
  readonly times = new Times(getLocale(), navigator.language);
  readonly toasts = new Toasts();
  readonly theme: Theme;
  readonly shell: Shell;
  readonly commands: Commanding;
  readonly links: Links;
  readonly clipboard: SecretClipboard;
  readonly data: DataState;
  readonly audit: Audit;
  readonly activity: Activity;
  readonly guard: Guard;
  readonly watching: Watching;
  readonly preferences: Preferences;
  readonly keychain: Keychain;
  readonly runs: Runs;
  readonly signIns: SignIns;
  readonly #bridge: Bridge;
  readonly #rooms: Rooms;
  #about = $state.raw<Output<'app.about'> | null>(null);
  #dialog = $state.raw<OpenDialog | null>(null);
  #said = $state('');
  #hostReached = $state(true);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#rooms = new Rooms(bridge, this);
    this.shell = new Shell(bridge, {
      locked: () => this.#conceal(),
      unlocked: () => void this.#load(),
      command: (id) => void this.commands.give(id),
      failed: (failure) => this.toasts.show('bad', failureLine(failure)),
    });
    this.commands = new Commanding(this);
    this.links = new Links(bridge, this);
    this.theme = new Theme((choice) => void this.shell.showTheme(choice));
    this.clipboard = new SecretClipboard(() => this.toasts.show('bad', m.clipboard_not_cleared()));
    this.connections = new Connections(bridge);
    this.data = new DataState(bridge);
    this.audit = new Audit(bridge);
    this.activity = new Activity(bridge);
    this.guard = new Guard(bridge);
    this.signIns = new SignIns(bridge);
    this.watching = new Watching(bridge);
    this.preferences = new Preferences(bridge);
    this.keychain = new Keychain(bridge, () => void this.room?.refresh());
    this.runs = new Runs(bridge, (followed, run) => {
      void tellRun(this, followed, run);
      this.#rooms.untickEnded(run);
    });
    bridge.on('host.reached', ({ reached }) => this.#reach(reached));
  }

  get about(): Output<'app.about'> | null {
    return this.#about;
  }

  get room(): Room | null {
    return this.#rooms.room;
  }

  /** Whether the sign-in room is shown instead of the sessions. */
  get signingIn(): boolean {
    return this.#rooms.signingIn;
  }

  /** Whether the audit room is shown instead of that of a connection. */
  get auditing(): boolean {
    return this.#rooms.auditing;
  }

  /** The room whose sessions are on the page; null while something else is. */
  get shown(): Room | null {
    return this.signingIn || this.auditing ? null : this.room;
  }

  /** False while the program behind the page does not answer: it has ended, or the machine slept. */
  get hostReached(): boolean {
    return this.#hostReached;
  }

  get dialog(): OpenDialog | null {
    return this.#dialog;
  }

  /** What assistive technology is to say next. */
  get said(): string {
    return this.#said;
  }

  async start(): Promise<void> {
    const state = await this.shell.read();
    if (state?.theme) this.theme.adopt(state.theme);
    if (!this.shell.locked) await this.#load();
  }

  choose(connection: Connection): void {
    void this.visit(connection);
  }

  /** Goes to a connection and reads its sessions; null: its API is none of ours. */
  async visit(connection: Connection): Promise<Room | null> {
    const room = this.#rooms.enter(connection);
    await room?.refresh();
    return room;
  }

  /** Reads again what is shown. */
  async readAgain(): Promise<void> {
    if (this.auditing) await this.audit.log.read();
    else await this.room?.refresh();
  }

  /** A connection was changed: what was read the old way no longer counts. */
  reopen(connection: Connection): void {
    this.#rooms.forget(connection.id);
    this.signIns.forget(connection.id);
    this.choose(connection);
  }

  /** A connection was removed: shows the next one, if there is one. */
  leave(connectionId: string): void {
    this.#rooms.forget(connectionId);
    this.signIns.forget(connectionId);
    if (this.room?.connection.id !== connectionId) return;
    this.#rooms.leave();
    const [first] = this.connections.list;
    if (first) this.choose(first);
  }

  /** Goes to the sign-in room of a connection. */
  openSignIn(connection: Connection): void {
    this.choose(connection);
    this.#rooms.showSignIn();
  }

  openAudit(): void {
    this.#rooms.showAudit();
  }

  showSessions(): void {
    this.#rooms.showSessions();
  }

  show(dialog: OpenDialog): void {
    this.#dialog = dialog;
  }

  closeDialog(): void {
    this.#dialog = null;
  }

  say(text: string): void {
    this.#said = text;
  }

  minting(session: Session): Minting {
    return new Minting(this.#bridge, session);
  }

  /** Switches, and says what came of it. */
  async switchTo(room: Room, session: Session): Promise<void> {
    this.toasts.settle();
    const { tone, text } = switchOutcome(await room.switchTo(session), session);
    this.toasts.show(tone, text);
  }

  /** Allows changes on a production connection for 15 minutes. To allow them does none: what was refused stays so. */
  async allowChanges({ id }: Connection): Promise<void> {
    const answer = await this.guard.allow(id);
    if ('code' in answer) this.toasts.show('bad', failureLine(answer));
  }

  /** Once the host is back, what happened meanwhile is read: its events were missed. */
  #reach(reached: boolean): void {
    this.#hostReached = reached;
    if (!reached) return;
    void loadRuns(this);
    void this.room?.refresh();
  }

  /** Reads all that is to be shown; after it was locked, the room that was left. */
  async #load(): Promise<void> {
    const { connections, activity, preferences, keychain, data } = this;
    const all = [activity, preferences, keychain, data].map((part) => part.read());
    await Promise.all([this.#readAbout(), connections.load(), ...all, loadRuns(this)]);
    const [first] = connections.list;
    if (this.room) await this.readAgain();
    else if (first) this.choose(first);
  }

  /** It was locked: what was open is closed, and what was said is gone. */
  #conceal(): void {
    this.closeDialog();
    this.commands.closePalette();
    this.toasts.clear();
    this.say('');
    this.#rooms.putAway();
    void this.clipboard.clear();
  }

  async #readAbout(): Promise<void> {
    try {
      this.#about = await this.#bridge('app.about', {});
    } catch (error) {
      this.toasts.show('bad', failureLine(failureOf(error, 'app.about')));
    }
  }
}
