import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { connect } from '../../../electron/bridge/crossing/connect.ts';
import { eventHub, serve, type Handlers, type Publish } from '../../../electron/bridge/crossing/serve.ts';
import type { Session } from '../../../electron/bridge/session.ts';
import App from '../../../renderer/app/App.svelte';
import { Assembly } from '../../../renderer/app/assembly.ts';
import '../../../renderer/ui/base.css';
import '../../../renderer/ui/tokens.css';
import { fixturePage } from './page-fixtures.ts';
import { fixtureHandlers } from './page-handlers.ts';
import { FixtureRuns } from './page-runs.ts';

/**
 * The whole page on a real bridge, at the first connection (better-auth) unless another is named. `prepare` comes
 * before the page starts: it finds the runs that are there by then.
 */
export async function openPage(
  overrides: Partial<Handlers> = {},
  connectionId = 'demo-better-auth',
  prepare: (runs: FixtureRuns) => void = () => undefined,
): Promise<{ assembly: Assembly; publish: Publish; faults: unknown[]; runs: FixtureRuns }> {
  const faults: unknown[] = [];
  const hub = eventHub();
  const runs = new FixtureRuns(hub.publish);
  prepare(runs);
  const carrier = serve(fixtureHandlers(overrides, runs), hub, (_method, error) => faults.push(error));
  const assembly = new Assembly(connect(carrier));
  await page.viewport(1280, 800);
  const { container } = await render(App, { page: assembly });
  container.id = 'page';
  await assembly.start();
  const wanted = assembly.connections.byId(connectionId);
  if (wanted && !assembly.shell.locked && assembly.places.room?.connection.id !== connectionId)
    void assembly.places.visit(wanted);
  return { assembly, publish: hub.publish, faults, runs };
}

/** A handler of `sessions.list` that always answers with these rows. */
export function listing(sessions: Session[]): Pick<Handlers, 'sessions.list'> {
  return { 'sessions.list': async () => fixturePage(sessions) };
}

/** The row whose name starts with the device, then the user. */
export function rowOf(name: string | RegExp) {
  return page.getByRole('row', { name });
}
