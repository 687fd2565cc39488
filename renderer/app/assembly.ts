import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import { Activity } from '../activity/activity.svelte.ts';
import { Audit } from '../audit/audit.svelte.ts';
import { Commanding } from '../commands/commanding.svelte.ts';
import { Connections } from '../connections/connections.svelte.ts';
import { DataState } from '../data/data.svelte.ts';
import { failureLine } from '../failures/words.ts';
import { Guard } from '../guard/guard.svelte.ts';
import { Links } from '../links/links.svelte.ts';
import { m } from '../messages/compiled/messages.js';
import { getLocale } from '../messages/compiled/runtime.js';
import { loadRuns, tellRun } from '../runs/acts.ts';
import { Runs } from '../runs/runs.svelte.ts';
import { About } from '../settings/about.ts';
import { Keychain } from '../settings/keychain.ts';
import { Preferences } from '../settings/preferences.ts';
import { SecretClipboard } from '../shell/secret-clipboard.ts';
import { Shell } from '../shell/shell.svelte.ts';
import { SignIns } from '../sign-in/sign-ins.ts';
import { Announcer } from '../ui/announcer.svelte.ts';
import { Clock } from '../ui/time/clock.svelte.ts';
import { Theme } from '../ui/theme.svelte.ts';
import { Times } from '../ui/time/times.ts';
import { Toasts } from '../ui/toasts.svelte.ts';
import { Watching } from '../watch/watching.svelte.ts';
import { Dialogs } from './dialogs.svelte.ts';
import type { Page } from './page.ts';
import { Places } from './places.svelte.ts';

/** Every part of the page, made once. Nothing but `App` and what starts it knows all of them. */
export class Assembly implements Page {
  readonly announcer = new Announcer();
  readonly clock = new Clock();
  readonly dialogs = new Dialogs();
  readonly times = new Times(getLocale(), navigator.language);
  readonly toasts = new Toasts();
  readonly clipboard = new SecretClipboard(() => this.toasts.show('bad', m.clipboard_not_cleared()));
  readonly theme = new Theme((choice) => void this.shell.showTheme(choice));
  readonly about: About;
  readonly activity: Activity;
  readonly audit: Audit;
  readonly connections: Connections;
  readonly data: DataState;
  readonly guard: Guard;
  readonly keychain: Keychain;
  readonly places: Places;
  readonly preferences: Preferences;
  readonly runs: Runs;
  readonly shell: Shell;
  readonly signIns: SignIns;
  readonly watching: Watching;
  readonly links: Links;
  readonly commands: Commanding;

  constructor(bridge: Bridge) {
    this.about = new About(bridge);
    this.activity = new Activity(bridge);
    this.audit = new Audit(bridge);
    this.connections = new Connections(bridge);
    this.data = new DataState(bridge);
    this.guard = new Guard(bridge);
    this.keychain = new Keychain(bridge, () => void this.places.room?.refresh());
    this.preferences = new Preferences(bridge);
    this.runs = new Runs(bridge, (followed, run) => {
      void tellRun(this, followed, run);
      this.places.untickEnded(run);
    });
    this.shell = new Shell(bridge, {
      locked: () => this.#conceal(),
      unlocked: () => void this.#readAll().then(() => this.#arrive()),
      back: () => this.#catchUp(),
      command: (id) => void this.commands.give(id),
      failed: (failure) => this.toasts.show('bad', failureLine(failure)),
    });
    this.signIns = new SignIns(bridge);
    this.watching = new Watching(bridge);
    this.places = new Places(bridge, this);
    this.links = new Links(bridge, this);
    this.commands = new Commanding(this, this.links);
  }

  /**
   * Reads all that is to be shown, in one round. Until it is known whether it is locked, nothing is shown; while it is, no
   * sessions are read.
   */
  async start(): Promise<void> {
    const reading = this.#readAll();
    const state = await this.shell.read();
    if (state?.theme) this.theme.adopt(state.theme);
    await reading;
    if (!this.shell.locked) await this.#arrive();
  }

  /** Catches up after the host was away, since the page missed its events. */
  #catchUp(): void {
    void loadRuns(this);
    void this.places.room?.refresh();
  }

  async #readAll(): Promise<void> {
    const { about, activity, connections, data, keychain, preferences } = this;
    const all = [about, activity, data, keychain, preferences].map((part) => part.read());
    await Promise.all([connections.load(), ...all, loadRuns(this)]);
  }

  /** Goes to the first connection; after it was locked, the room that was left is read again. */
  async #arrive(): Promise<void> {
    const { connections, places } = this;
    const [first] = connections.list;
    if (places.room) await places.readAgain();
    else if (first) void places.visit(first);
  }

  /** Sessiondeck was locked: closes whatever is open, and clears the messages. */
  #conceal(): void {
    this.dialogs.close();
    this.commands.closePalette();
    this.toasts.clear();
    this.announcer.say('');
    this.places.putAway();
    void this.clipboard.clear();
  }
}
