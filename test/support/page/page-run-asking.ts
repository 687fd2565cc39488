import { expect } from 'vitest';
import { failure } from '../../../electron/bridge/failure.ts';
import type { RunItem } from '../../../electron/bridge/revocation.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { askAboutAll, inQuestion, openOn, three, verdicts } from './page-ending.ts';
import { fixtureSession } from './page-fixtures.ts';
import { fixtureRun, type FixtureRuns } from './page-runs.ts';
import { listing, openPage } from './page.ts';

/** The three sessions of the list, in its order. */
export const [ana, jonas, mei] = three() as [
  ReturnType<typeof fixtureSession>,
  ReturnType<typeof fixtureSession>,
  ReturnType<typeof fixtureSession>,
];
export const refused = failure({
  code: 'refused',
  tried: 'POST /revoke',
  got: 'Invalid session token',
  status: 400,
});
export const stillThere: Partial<RunItem> = { state: 'failed', verdict: 'still-there', callFailure: refused };
export const items = () => verdicts().getByRole('listitem');

/** Ends Jonas and Mei at once, with what becomes of each as given. */
export async function endTwo(outcome: Record<string, Partial<RunItem>>, ending: FixtureRuns['ending'] = {}) {
  const opened = await openOn(three());
  opened.runs.outcome = ({ id }) => outcome[id] ?? {};
  opened.runs.ending = ending;
  await askAboutAll();
  await inQuestion(m.plan_end_now()).click();
  await expect.element(verdicts()).toBeVisible();
  return opened;
}

/** Opens the page with a run that stands as given. */
export async function openWith(run: ReturnType<typeof fixtureRun>) {
  return openPage(listing(three()), 'demo-better-auth', (runs) => runs.set(run));
}
