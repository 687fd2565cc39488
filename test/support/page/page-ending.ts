import { page } from 'vitest/browser';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { like } from '../like.ts';
import { fixtureSession } from './page-fixtures.ts';
import { listing, openPage } from './page.ts';

/** The dialog that asks before anything is ended. */
export const question = () => page.getByRole('alertdialog');
export const inQuestion = (name: string) => question().getByRole('button', { name, exact: true });
/** Where the newest run stands. */
export const dock = () => page.getByRole('region', { name: m.run_name() });
export const verdicts = () => page.getByRole('region', { name: m.verdicts_name() });
export const inDock = (name: string | RegExp) => dock().getByRole('button', { name });
export const item = (name: string | RegExp) => page.getByRole('menuitem', { name });
export const openMenu = () => page.getByRole('button', { name: m.end_menu(), exact: true }).click();

/** Ana, whose session is our own, Jonas and Mei. */
export function three(connectionId = 'demo-better-auth', anaIsOurs: boolean | null = true): Session[] {
  const named = (id: string, name: string, current: boolean | null) =>
    fixtureSession({ id, connectionId, nativeId: `s-${id}`, current, user: { id, name, email: null } });
  const rest = anaIsOurs === null ? null : false;
  return [
    named('a', 'Ana Silva', anaIsOurs),
    named('b', 'Jonas Weber', rest),
    named('c', 'Mei Tanaka', rest),
  ];
}

/** Opens the page on these sessions, whose list can be changed later through `list`. */
export async function openOn(sessions: Session[], more: Partial<Handlers> = {}) {
  const list = [...sessions];
  const answer: Handlers['sessions.list'] = (input) => listing(list)['sessions.list'](input);
  const opened = await openPage({ 'sessions.list': answer, ...more }, sessions[0]?.connectionId);
  return { ...opened, list };
}

/** Ticks all that can be ticked, and asks to end them: Jonas and Mei of the three. */
export async function askAboutAll(count = 2) {
  await page.getByRole('checkbox', { name: like(m.select_all_shown) }).click();
  await page.getByRole('button', { name: m.selection_end({ count }) }).click();
}
