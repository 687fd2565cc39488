import type { Bridge } from '../electron/bridge/connect.ts';
import type { Connection } from '../electron/bridge/connection.ts';
import type { Output } from '../electron/bridge/contract.ts';
import type { Run } from '../electron/bridge/revocation.ts';
import type { Session } from '../electron/bridge/session.ts';
import { Activity } from './activity/activity.svelte.ts';
import { Audit } from './audit/audit.svelte.ts';
import { Connections } from './connections/connections.svelte.ts';
import { failureLine } from './failures/words.ts';
import { failureOf } from './failures/caught.ts';
import { Guard } from './guard/guard.svelte.ts';
import { m } from './messages/compiled/messages.js';
import { getLocale } from './messages/compiled/runtime.js';
import { Preferences } from './rail/preferences.svelte.ts';
import { userName, deviceName } from './sessions/describe.ts';
import { outcomeLine, outcomeTone } from './sessions/end-words.ts';
import type { FollowedRun } from './sessions/followed-run.svelte.ts';
import { Room } from './sessions/room.svelte.ts';
import { runLine } from './sessions/run-words.ts';
import { Runs } from './sessions/runs.svelte.ts';
import { PushSignIn } from './sign-in/push-sign-in.svelte.ts';
import { QrSignIn } from './sign-in/qr-sign-in.svelte.ts';
import { Minting } from './tokens/minting.svelte.ts';
import { Clock } from './ui/clock.svelte.ts';
import { Theme } from './ui/theme.svelte.ts';
import { Times } from './ui/times.ts';
import { Toasts } from './ui/toasts.svelte.ts';

export type OpenDialog =
  | { kind: 'settings' }
  | { kind: 'connection'; connection: Connection | null }
  | { kind: 'signIn' | 'check' | 'forget' | 'remove'; connection: Connection };

interface SignIns {
  qr: QrSignIn;
  push: PushSignIn;
}

/** The whole page: which connection is chosen, its room, and the dialog that is open. */
export class Desk {
  readonly connections: Connections;
  readonly clock = new Clock();
  readonly times = new Times(getLocale(), navigator.language);
  readonly theme = new Theme();
  readonly toasts = new Toasts();
  readonly audit: Audit;
  readonly activity: Activity;
  readonly guard: Guard;
  readonly preferences: Preferences;
  readonly runs: Runs;
  readonly #bridge: Bridge;
  readonly #rooms = new Map<string, Room>();
  readonly #signIns = new Map<string, SignIns>();
  #about = $state.raw<Output<'app.about'> | null>(null);
  #room = $state.raw<Room | null>(null);
  #dialog = $state.raw<OpenDialog | null>(null);
  #said = $state('');
  #signingIn = $state(false);
  #hostReached = $state(true);
  #auditing = $state(false);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.connections = new Connections(bridge);
    this.audit = new Audit(bridge);
    this.activity = new Activity(bridge);
    this.guard = new Guard(bridge);
    this.preferences = new Preferences(bridge);
    this.runs = new Runs(bridge, (followed, run) => void this.#runMoved(followed, run));
    bridge.on('revocation.planChanged', ({ connectionId, planId }) => {
      void this.#rooms.get(connectionId)?.planning.planChanged(planId);
    });
    bridge.on('sessions.changed', ({ connectionId }) => this.#readAgain(connectionId));
    bridge.on('host.reached', ({ reached }) => this.#reach(reached));
    bridge.on('keys.changed', ({ connectionId }) => this.#readAgain(connectionId));
  }

  get about(): Output<'app.about'> | null {
    return this.#about;
  }

  get room(): Room | null {
    return this.#room;
  }

  /** Whether the sign-in room is shown instead of the sessions. */
  get signingIn(): boolean {
    return this.#signingIn;
  }

  /** Whether the audit room is shown instead of that of a connection. */
  get auditing(): boolean {
    return this.#auditing;
  }

  /** The room whose sessions are on the page; null while something else is. */
  get shown(): Room | null {
    return this.#signingIn || this.#auditing ? null : this.#room;
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
    await Promise.all([this.#readAbout(), this.connections.load(), this.activity.read(), this.#pickUpRuns()]);
    const [first] = this.connections.list;
    if (first && !this.#room) this.choose(first);
  }

  choose(connection: Connection): void {
    const api = this.connections.apiOf(connection);
    if (!api) return;
    const known = this.#rooms.get(connection.id);
    const room = known ?? new Room(this.#bridge, connection, api, this.runs);
    this.#rooms.set(connection.id, room);
    this.#room = room;
    this.#signingIn = false;
    this.#auditing = false;
    void room.refresh();
  }

  /** A connection was changed: what was read the old way no longer counts. */
  reopen(connection: Connection): void {
    this.#rooms.delete(connection.id);
    this.#signIns.delete(connection.id);
    this.choose(connection);
  }

  /** A connection was removed: shows the next one, if there is one. */
  leave(connectionId: string): void {
    this.#rooms.delete(connectionId);
    this.#signIns.delete(connectionId);
    if (this.#room?.connection.id !== connectionId) return;
    this.#room = null;
    const [first] = this.connections.list;
    if (first) this.choose(first);
  }

  /** Goes to the sign-in room of a connection. */
  openSignIn(connection: Connection): void {
    this.choose(connection);
    this.#signingIn = true;
  }

  openAudit(): void {
    this.#signingIn = false;
    this.#auditing = true;
  }

  showSessions(): void {
    this.#signingIn = false;
  }

  /** The two ways to sign in with a phone, the same ones as long as the page lives. */
  signIns({ connection: { id } }: Room): SignIns {
    const known = this.#signIns.get(id);
    const signIns = known ?? { qr: new QrSignIn(this.#bridge, id), push: new PushSignIn(this.#bridge, id) };
    this.#signIns.set(id, signIns);
    return signIns;
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

  /** Switches, and says what is active now rather than what was asked for. */
  async switchTo(room: Room, session: Session): Promise<void> {
    this.toasts.settle();
    const answer = await room.switchTo(session);
    if ('code' in answer) return this.toasts.show('bad', m.switch_failed({ why: failureLine(answer) }));
    const active = answer.nowActive;
    const who = active && (userName(active) ?? deviceName(active));
    if (answer.verdict === 'switched') {
      this.toasts.show('good', m.now_active({ who: who ?? userName(session) ?? deviceName(session) }));
    } else if (answer.verdict === 'not-switched') {
      this.toasts.show('bad', who ? m.switch_not_switched_still({ who }) : m.switch_not_switched());
    } else {
      const why = answer.checkFailure ? failureLine(answer.checkFailure) : '';
      this.toasts.show('bad', m.switch_cannot_be_checked({ why }));
    }
  }

  /** Allows changes on a production connection for 15 minutes. To allow them does none: what was refused stays so. */
  async allowChanges({ id }: Connection): Promise<void> {
    const answer = await this.guard.allow(id);
    if ('code' in answer) this.toasts.show('bad', failureLine(answer));
  }

  /** Puts a run away whose outcome was seen. */
  async closeRun(followed: FollowedRun): Promise<void> {
    await this.#orSay('revocation.close', () => this.runs.close(followed));
  }

  /** What a run has come to is said from what was read back, never from what the API answered. */
  async #runMoved(followed: FollowedRun, run: Run): Promise<void> {
    const line = runLine(run, run, this.clock.now, this.times);
    const elsewhere = this.shown?.connection.id !== run.connectionId;
    const name = this.connections.byId(run.connectionId)?.name ?? '';
    this.say(elsewhere ? m.run_elsewhere({ name, text: line }) : line);
    if (run.state === 'undone') {
      this.toasts.show('info', line);
      await this.closeRun(followed);
    }
    if (run.state !== 'done') return;
    const ended = run.items.filter(({ state }) => state === 'ended');
    this.#rooms.get(run.connectionId)?.selection.untick(ended.map(({ session }) => session.id));
    // In its own room the dock says so.
    if (!elsewhere) return;
    const text = m.run_elsewhere({ name, text: outcomeLine(run, run) });
    this.toasts.show(outcomeTone(run, run) === 'good' ? 'good' : 'bad', text);
  }

  /** Once the host is back, what happened meanwhile is read: its events were missed. */
  #reach(reached: boolean): void {
    this.#hostReached = reached;
    if (!reached) return;
    void this.#pickUpRuns();
    if (this.#room) void this.#room.refresh();
  }

  #pickUpRuns(): Promise<boolean> {
    return this.#orSay('revocation.runs', () => this.runs.load());
  }

  async #orSay(tried: string, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      this.toasts.show('bad', failureLine(failureOf(error, tried)));
      return false;
    }
  }

  #readAgain(connectionId: string): void {
    void this.#rooms.get(connectionId)?.refresh();
  }

  async #readAbout(): Promise<void> {
    try {
      this.#about = await this.#bridge('app.about', {});
    } catch (error) {
      this.toasts.show('bad', failureLine(failureOf(error, 'app.about')));
    }
  }
}
