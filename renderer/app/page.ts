import type { Activity } from '../activity/activity.svelte.ts';
import type { Connections } from '../connections/connections.svelte.ts';
import type { Runs } from '../runs/runs.svelte.ts';
import type { Shell } from '../shell/shell.svelte.ts';
import type { Announcer } from '../ui/announcer.svelte.ts';
import type { Clock } from '../ui/time/clock.svelte.ts';
import type { Theme } from '../ui/theme.svelte.ts';
import type { Times } from '../ui/time/times.ts';
import type { Toasts } from '../ui/toasts.svelte.ts';
import type { Watching } from '../watch/watching.svelte.ts';
import type { Dialogs } from './dialogs.svelte.ts';
import type { Places } from './places.svelte.ts';

/** What commands and links act on. Components take single parts, each from its own context. */
export interface Page {
  readonly activity: Activity;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly connections: Connections;
  readonly dialogs: Dialogs;
  readonly places: Places;
  readonly runs: Runs;
  readonly shell: Shell;
  readonly theme: Theme;
  readonly times: Times;
  readonly toasts: Toasts;
  readonly watching: Watching;
}
