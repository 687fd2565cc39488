import type { Connection } from '../../electron/bridge/connection.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Run } from '../../electron/bridge/revocation.ts';
import { Room } from '../sessions/room.svelte.ts';
import type { Page } from './page.ts';

/** The rooms of the connections that were visited, and which place the page is at: a room, its sign-in, or the audit log. */
export class Rooms {
  readonly #bridge: Bridge;
  readonly #page: Pick<Page, 'connections' | 'runs'>;
  readonly #rooms = new Map<string, Room>();
  #room = $state.raw<Room | null>(null);
  #signingIn = $state(false);
  #auditing = $state(false);

  constructor(bridge: Bridge, page: Pick<Page, 'connections' | 'runs'>) {
    this.#bridge = bridge;
    this.#page = page;
    const readAgain = ({ connectionId }: { connectionId: string }) => void this.of(connectionId)?.refresh();
    bridge.on('sessions.changed', readAgain);
    bridge.on('keys.changed', readAgain);
    bridge.on('revocation.planChanged', ({ connectionId, planId }) => {
      void this.of(connectionId)?.planning.planChanged(planId);
    });
  }

  get room(): Room | null {
    return this.#room;
  }

  get signingIn(): boolean {
    return this.#signingIn;
  }

  get auditing(): boolean {
    return this.#auditing;
  }

  of(connectionId: string): Room | undefined {
    return this.#rooms.get(connectionId);
  }

  /** Goes to the sessions of a connection. Null: its API is none of ours, and the page stays where it is. */
  enter(connection: Connection): Room | null {
    const room = this.#rooms.get(connection.id) ?? this.#make(connection);
    if (!room) return null;
    this.#rooms.set(connection.id, room);
    this.#room = room;
    this.showSessions();
    return room;
  }

  forget(connectionId: string): void {
    this.#rooms.delete(connectionId);
  }

  /** Leaves the room that the page is at. */
  leave(): void {
    this.#room = null;
  }

  showSignIn(): void {
    this.#signingIn = true;
  }

  showAudit(): void {
    this.#signingIn = false;
    this.#auditing = true;
  }

  showSessions(): void {
    this.#signingIn = false;
    this.#auditing = false;
  }

  /** Once a run is over, the sessions that it has ended are no longer ticked. */
  untickEnded({ connectionId, state, items }: Run): void {
    if (state !== 'done') return;
    const ended = items.filter((item) => item.state === 'ended');
    this.of(connectionId)?.selection.untick(ended.map(({ session }) => session.id));
  }

  /** Closes what is open in any of them. */
  putAway(): void {
    for (const room of this.#rooms.values()) room.putAway();
  }

  #make(connection: Connection): Room | null {
    const api = this.#page.connections.apiOf(connection);
    return api ? new Room(this.#bridge, connection, api, this.#page.runs) : null;
  }
}
