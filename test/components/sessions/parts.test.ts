import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { Session, SessionPart } from '../../../electron/bridge/session.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { inFigures } from '../../../renderer/ui/figures.ts';
import { fixturePage, fixtureSession } from '../../support/page/page-fixtures.ts';
import { openPage, rowOf } from '../../support/page/page.ts';

// A list of several pages is shown as it comes.

const connectionId = 'demo-better-auth';
const sessionOf = (name: string): Session =>
  fixtureSession({ id: name, connectionId, user: { id: name, name, email: null } });
const [ana, mei, tom] = ['Ana', 'Mei', 'Tom'].map(sessionOf) as [Session, Session, Session];

/** A host whose list begins with Ana; the test gives out the parts that follow. */
function listInParts() {
  const parts: PromiseWithResolvers<SessionPart>[] = [];
  const stopped: string[] = [];
  const part = (nth: number) => (parts[nth] ??= Promise.withResolvers());
  let asked = 0;
  let readings = 0;
  const handlers: Partial<Handlers> = {
    'sessions.list': async ({ inParts }) =>
      inParts
        ? { ...fixturePage([ana], { connectionId, total: 1200 }), reading: `reading ${(readings += 1)}` }
        : fixturePage([ana], { connectionId }),
    'sessions.more': () => part(asked++).promise,
    'sessions.stop': async ({ reading }) => {
      stopped.push(reading);
      return {};
    },
  };
  return { handlers, stopped, give: (nth: number, given: SessionPart) => part(nth).resolve(given) };
}

const more = (sessions: Session[], read: number): SessionPart => ({
  ...{ sessions, read, total: 1200, dropped: [], page: null },
});

function last(sessions: Session[], parts: Partial<SessionPart['page']> = {}): SessionPart {
  const { sessions: _, ...whole } = fixturePage([], { connectionId, total: 1200, ...parts });
  return { ...more(sessions, 1200), page: whole };
}

const progress = (read: number) =>
  page.getByText(m.reading_of({ read: inFigures(read), all: inFigures(1200) }), { exact: true });
const stop = () => page.getByRole('button', { name: m.reading_stop() });

test('its first rows are there at once, with how far it has been read, and the others follow', async () => {
  const list = listInParts();
  await openPage(list.handlers, connectionId);
  await expect.element(rowOf('Ana')).toBeVisible();
  await expect.element(progress(1)).toBeVisible();
  list.give(0, more([mei], 600));
  await expect.element(rowOf('Mei')).toBeVisible();
  await expect.element(progress(600)).toBeVisible();
  list.give(1, last([tom]));
  await expect.element(rowOf('Tom')).toBeVisible();
  await expect.element(rowOf('Ana')).toBeVisible();
  await expect.element(stop()).not.toBeInTheDocument();
});

test('a person can stop it: what has come is the list, and it says that it is not all', async () => {
  const list = listInParts();
  await openPage(list.handlers, connectionId);
  await stop().click();
  await expect.poll(() => list.stopped).toEqual(['reading 1']);
  list.give(0, last([], { gaps: [{ why: 'stopped', count: 1 }] }));
  await expect.element(page.getByText(m.gap_stopped({ count: 1 }), { exact: true })).toBeVisible();
  await expect.element(rowOf('Ana')).toBeVisible();
  await expect.element(stop()).not.toBeInTheDocument();
});

test('a row that turns out not to be in the list goes', async () => {
  const list = listInParts();
  await openPage(list.handlers, connectionId);
  await expect.element(rowOf('Ana')).toBeVisible();
  list.give(0, { ...last([mei, tom]), dropped: ['Ana'] });
  await expect.element(rowOf('Tom')).toBeVisible();
  await expect.element(rowOf('Ana')).not.toBeInTheDocument();
});

test('a list that is read again stays whole meanwhile, and stopping, which would lose it, is not offered', async () => {
  const list = listInParts();
  await openPage(list.handlers, connectionId);
  list.give(0, last([mei, tom]));
  await expect.element(rowOf('Tom')).toBeVisible();
  await expect.element(stop()).not.toBeInTheDocument();
  await page.getByRole('button', { name: m.refresh() }).click();
  await expect.element(progress(1)).toBeVisible();
  await expect.element(rowOf('Tom')).toBeVisible();
  expect(stop().elements()).toEqual([]);
  list.give(1, last([tom]));
  await expect.element(rowOf('Mei')).not.toBeInTheDocument();
});

test('of two readings at a time the later one counts: it is the one that is stopped, and the earlier is given up', async () => {
  const list = listInParts();
  await openPage(list.handlers, connectionId);
  await expect.element(progress(1)).toBeVisible();
  await page.getByRole('button', { name: m.refresh() }).click();
  list.give(0, more([mei], 600));
  await expect.poll(() => list.stopped).toEqual(['reading 1']);
  list.give(1, last([tom]));
  await expect.element(rowOf('Tom')).toBeVisible();
  await expect.element(rowOf('Mei')).not.toBeInTheDocument();
});

test('rows that come in above do not move the row that is looked at, and the focus stays with its session', async () => {
  const list = listInParts();
  const old = Array.from({ length: 60 }, (_, at) => ({
    ...sessionOf(`old ${at}`),
    lastActiveAt: 1_000 - at,
  }));
  const fresh = Array.from({ length: 300 }, (_, at) => ({
    ...sessionOf(`new ${at}`),
    lastActiveAt: 9_000 - at,
  }));
  await openPage(list.handlers, connectionId);
  list.give(0, more(old, 60));
  await rowOf('old 3').click();
  const placeOf = (name: string) => rowOf(name).element().getBoundingClientRect().top;
  const before = placeOf('old 3');
  list.give(1, last(fresh));
  await expect.element(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '363');
  await expect.poll(() => placeOf('old 3')).toBe(before);
  expect(document.activeElement?.getAttribute('aria-label')).toContain('old 3');
  page.getByRole('grid').element().scrollTop = 0;
  await expect.element(rowOf('new 0')).toBeVisible();
});
