import { createContext } from 'svelte';
import type { Connection } from '../../electron/bridge/connection.ts';
import type { Bridge } from '../../electron/bridge/crossing/connect.ts';
import type { Run } from '../../electron/bridge/revocation.ts';
import type { Audit } from '../audit/audit.svelte.ts';
import type { Connections } from '../connections/connections.svelte.ts';
import type { Runs } from '../runs/runs.svelte.ts';
import { Room } from '../sessions/room.svelte.ts';
import type { SignIns } from '../sign-in/sign-ins.ts';

interface Around {
  audit: Audit;
  connections: Connections;
  runs: Runs;
  signIns: SignIns;
}

/** Where the page is: at the sessions or the sign-in of a connection, or at the audit log. Rooms that were visited are kept. */
export class Places {
  readonly #bridge: Bridge;
  readonly #around: Around;
  readonly #rooms = new Map<string, Room>();
  #room = $state.raw<Room | null>(null);
  #at = $state<'sessions' | 'sign-in' | 'audit'>('sessions');

  constructor(bridge: Bridge, around: Around) {
    this.#bridge = bridge;
    this.#around = around;
    bridge.on('sessions.changed', ({ connectionId }) => void this.#rooms.get(connectionId)?.refresh(true));
    bridge.on('keys.changed', ({ connectionId }) => void this.#rooms.get(connectionId)?.refresh());
    bridge.on('revocation.planChanged', ({ connectionId, planId }) => {
      void this.#rooms.get(connectionId)?.planning.planChanged(planId);
    });
  }

  /** The room of the connection that was chosen last. */
  get room(): Room | null {
    return this.#room;
  }

  get at(): 'sessions' | 'sign-in' | 'audit' {
    return this.#at;
  }

  /** The room whose sessions are on the page; null while something else is. */
  get shown(): Room | null {
    return this.#at === 'sessions' ? this.#room : null;
  }

  /** The connection that is worked on; null while the audit log is shown. */
  get connection(): Connection | null {
    return this.#at === 'audit' ? null : (this.#room?.connection ?? null);
  }

  /** Goes to a connection and reads its sessions; null: its API is none of ours, and the page stays where it is. */
  async visit(connection: Connection): Promise<Room | null> {
    const room = this.#enter(connection);
    await room?.refresh();
    return room;
  }

  /** Goes to the sign-in of a connection. */
  openSignIn(connection: Connection): void {
    void this.visit(connection);
    this.#at = 'sign-in';
  }

  openAudit(): void {
    this.#at = 'audit';
  }

  showSessions(): void {
    this.#at = 'sessions';
  }

  /** Reads again what is shown. */
  async readAgain(): Promise<void> {
    if (this.#at === 'audit') await this.#around.audit.log.read();
    else await this.#room?.refresh();
  }

  /** A connection was changed: what was read the old way no longer counts. */
  reopen(connection: Connection): void {
    this.#forget(connection.id);
    void this.visit(connection);
  }

  /** A connection was removed: shows the next one, if there is one. */
  leave(connectionId: string): void {
    this.#forget(connectionId);
    if (this.#room?.connection.id !== connectionId) return;
    this.#room = null;
    const [first] = this.#around.connections.list;
    if (first) void this.visit(first);
  }

  /** Once a run is over, the sessions that it has ended are no longer ticked. */
  untickEnded({ connectionId, state, items }: Run): void {
    if (state !== 'done') return;
    const ended = items.filter((item) => item.state === 'ended');
    this.#rooms.get(connectionId)?.selection.untick(ended.map(({ session }) => session.id));
  }

  /** Closes what is open in any room. */
  putAway(): void {
    for (const room of this.#rooms.values()) room.putAway();
  }

  #enter(connection: Connection): Room | null {
    const room = this.#rooms.get(connection.id) ?? this.#make(connection);
    if (!room) return null;
    this.#rooms.set(connection.id, room);
    this.#room = room;
    this.#at = 'sessions';
    return room;
  }

  #make(connection: Connection): Room | null {
    const { connections, runs } = this.#around;
    const api = connections.apiOf(connection);
    return api ? new Room(this.#bridge, connection, api, runs) : null;
  }

  #forget(connectionId: string): void {
    this.#rooms.delete(connectionId);
    this.#around.signIns.forget(connectionId);
  }
}

export const [usePlaces, providePlaces] = createContext<Places>();
