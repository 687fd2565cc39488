import type { Bridge } from '../electron/bridge/connect.ts';
import type { Connection } from '../electron/bridge/connection.ts';
import type { Output } from '../electron/bridge/contract.ts';
import type { Session } from '../electron/bridge/session.ts';
import { Connections } from './connections/connections.svelte.ts';
import { failureLine } from './failures/words.ts';
import { failureOf } from './failures/caught.ts';
import { m } from './messages/compiled/messages.js';
import { getLocale } from './messages/compiled/runtime.js';
import { userName, deviceName } from './sessions/describe.ts';
import { Room } from './sessions/room.svelte.ts';
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
  readonly #bridge: Bridge;
  readonly #rooms = new Map<string, Room>();
  readonly #signIns = new Map<string, SignIns>();
  #about = $state.raw<Output<'app.about'> | null>(null);
  #room = $state.raw<Room | null>(null);
  #dialog = $state.raw<OpenDialog | null>(null);
  #said = $state('');
  #signingIn = $state(false);

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.connections = new Connections(bridge);
    bridge.on('sessions.changed', ({ connectionId }) => this.#readAgain(connectionId));
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

  get dialog(): OpenDialog | null {
    return this.#dialog;
  }

  /** What assistive technology is to say next. */
  get said(): string {
    return this.#said;
  }

  async start(): Promise<void> {
    await Promise.all([this.#readAbout(), this.connections.load()]);
    const [first] = this.connections.list;
    if (first && !this.#room) this.choose(first);
  }

  choose(connection: Connection): void {
    const api = this.connections.apiOf(connection);
    if (!api) return;
    const known = this.#rooms.get(connection.id);
    const room = known ?? new Room(this.#bridge, connection, api);
    this.#rooms.set(connection.id, room);
    this.#room = room;
    this.#signingIn = false;
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

  #readAgain(connectionId: string): void {
    const room = this.#rooms.get(connectionId);
    // A read-back is on its way while sessions are being ended; it is the newer one.
    if (room && room.ending.pending.size === 0) void room.refresh();
  }

  async #readAbout(): Promise<void> {
    try {
      this.#about = await this.#bridge('app.about', {});
    } catch (error) {
      this.toasts.show('bad', failureLine(failureOf(error, 'app.about')));
    }
  }
}
