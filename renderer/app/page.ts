import type { Connection } from '../../electron/bridge/connection.ts';
import type { Session } from '../../electron/bridge/session.ts';
import type { Activity } from '../activity/activity.svelte.ts';
import type { Connections } from '../connections/connections.svelte.ts';
import type { Runs } from '../runs/runs.svelte.ts';
import type { Room } from '../sessions/room.svelte.ts';
import type { Shell } from '../shell/shell.svelte.ts';
import type { Clock } from '../ui/time/clock.svelte.ts';
import type { Theme } from '../ui/theme.svelte.ts';
import type { Times } from '../ui/time/times.ts';
import type { Toasts } from '../ui/toasts.svelte.ts';
import type { Watching } from '../watch/watching.svelte.ts';

export type OpenDialog =
  | { kind: 'settings' | 'shortcuts' }
  | { kind: 'connection'; connection: Connection | null }
  | { kind: 'signIn' | 'check' | 'forget' | 'remove'; connection: Connection };

/** The page as commands, links and whatever else acts on it see it; what makes those is no part of it. */
export interface Page {
  readonly activity: Activity;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly runs: Runs;
  readonly shell: Shell;
  readonly theme: Theme;
  readonly times: Times;
  readonly toasts: Toasts;
  readonly watching: Watching;
  /** The room of the connection that was chosen last. */
  readonly room: Room | null;
  /** The room whose sessions are on the page; null while something else is. */
  readonly shown: Room | null;
  /** Whether the audit room is shown. */
  readonly auditing: boolean;
  readonly commands: {
    /** Goes to the search box that is on the page; null: there is none. */
    readonly search: (() => void) | null;
    openPalette(kind: 'all' | 'connections'): void;
  };
  readonly links: { copy(connectionId: string, sessionId: string | null): Promise<void> };
  /** Goes to a connection and reads its sessions; null: its API is none of ours. */
  visit(connection: Connection): Promise<Room | null>;
  /** Reads again what is shown. */
  readAgain(): Promise<void>;
  openSignIn(connection: Connection): void;
  openAudit(): void;
  showSessions(): void;
  show(dialog: OpenDialog): void;
  /** Has assistive technology say something. */
  say(text: string): void;
  /** Switches, and says what came of it. */
  switchTo(room: Room, session: Session): Promise<void>;
}
