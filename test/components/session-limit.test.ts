import { afterEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { SessionLimit } from '../../electron/bridge/session.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { inFigures } from '../../renderer/ui/figures.ts';
import { getLocale, overwriteGetLocale } from '../../renderer/messages/compiled/runtime.js';
import { three } from '../support/page/page-ending.ts';
import { fixturePage } from '../support/page/page-fixtures.ts';
import { openPage } from '../support/page/page.ts';

// A server's own limit of sessions, among the notes above the list.

const english = getLocale();
afterEach(() => overwriteGetLocale(() => english));

async function openLimited(limit: SessionLimit | undefined, sessions = three('demo-vault')) {
  const listed = fixturePage(sessions, { connectionId: 'demo-vault', ...(limit ? { limit } : {}) });
  await openPage({ 'sessions.list': async () => listed }, 'demo-vault');
}
const none: SessionLimit = { used: 7, most: 8, state: null, warning: null };
const said = (text: string) => expect.element(page.getByText(text, { exact: true }));

describe.each(['en', 'de'] as const)('in %s', (locale) => {
  const open = async (limit: SessionLimit) => {
    overwriteGetLocale(() => locale);
    await openLimited(limit);
  };

  test('says how many sessions of how many are in use', async () => {
    await open(none);
    await said(m.note_session_limit_used({ some: 7, all: 8 })).toBeVisible();
    await said(m.note_session_limit_near()).not.toBeInTheDocument();
  });

  test.each([
    ['near', m.note_session_limit_near],
    ['reached', m.note_session_limit_reached],
  ] as const)('says that it is %s', async (state, words) => {
    await open({ ...none, state });
    await said(words()).toBeVisible();
    await said(m.note_session_limit_used({ some: 7, all: 8 })).toBeVisible();
  });

  test('says another warning in the server’s words, with nothing in them hidden', async () => {
    await open({ used: null, most: 1200, state: null, warning: 'ends \u202Eyadot' });
    await expect.element(page.getByText(/ends /)).toHaveTextContent(/U\+202E|202E/);
    await said(m.note_session_limit({ all: inFigures(1200) })).toBeVisible();
  });
});

test('a server that names no limit has no such note', async () => {
  await openLimited(undefined);
  await expect.element(page.getByText(three('demo-vault')[0]?.user.name ?? '').first()).toBeVisible();
  await expect.element(page.getByText(/at once/)).not.toBeInTheDocument();
});

test('an empty list keeps its own words beside a limit that nothing warns of', async () => {
  await openLimited({ ...none, used: 0 }, []);
  await said(m.empty_why({ api: 'Vault' })).toBeVisible();
  await expect.element(page.getByText(/at once/)).not.toBeInTheDocument();
});
