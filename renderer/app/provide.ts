import { provideClock } from '../ui/time/clock.svelte.ts';
import { provideTimes } from '../ui/time/times.ts';
import { provideToasts } from '../ui/toasts.svelte.ts';
import { provideTheme } from '../ui/theme.svelte.ts';
import { provideShell } from '../shell/shell.svelte.ts';
import { provideCommands } from '../commands/commanding.svelte.ts';
import { provideLinks } from '../links/links.svelte.ts';
import { provideClipboard } from '../shell/secret-clipboard.ts';
import { provideData } from '../data/data.svelte.ts';
import { provideAudit } from '../audit/audit.svelte.ts';
import { provideActivity } from '../activity/activity.svelte.ts';
import { provideGuard } from '../guard/guard.svelte.ts';
import { provideWatching } from '../watch/watching.svelte.ts';
import { providePreferences } from '../settings/preferences.ts';
import { provideKeychain } from '../settings/keychain.ts';
import { provideRuns } from '../runs/runs.svelte.ts';
import { provideSignIns } from '../sign-in/sign-ins.ts';
import { provideConnections } from '../connections/connections.svelte.ts';
import { provideAbout } from '../settings/about.ts';
import { providePlaces } from './places.svelte.ts';
import { provideDialogs } from './dialogs.svelte.ts';
import { provideAnnouncer } from '../ui/announcer.svelte.ts';
import type { Assembly } from './assembly.ts';

/** Provides every part of the page as a context. Call during the initialisation of `App`. */
export function provide(page: Assembly): void {
  provideClock(page.clock);
  provideTimes(page.times);
  provideToasts(page.toasts);
  provideTheme(page.theme);
  provideShell(page.shell);
  provideCommands(page.commands);
  provideLinks(page.links);
  provideClipboard(page.clipboard);
  provideData(page.data);
  provideAudit(page.audit);
  provideActivity(page.activity);
  provideGuard(page.guard);
  provideWatching(page.watching);
  providePreferences(page.preferences);
  provideKeychain(page.keychain);
  provideRuns(page.runs);
  provideSignIns(page.signIns);
  provideConnections(page.connections);
  provideAbout(page.about);
  providePlaces(page.places);
  provideDialogs(page.dialogs);
  provideAnnouncer(page.announcer);
}
