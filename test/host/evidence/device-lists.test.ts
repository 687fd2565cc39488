import { expect, test } from 'vitest';
import type { Run } from '../../../electron/bridge/revocation.ts';
import { lyingServer } from './lying-server.ts';
import { withHost } from './subject.ts';

// better-auth is asked about one session by a list with its cookie alone. A server that lists nobody, or others, says
// nothing about that session.

const host = withHost();
const tokens = ['Aa1', 'Bb2', 'Cc3', 'Dd4'].map((part) => part.repeat(10));
const cookies = tokens.map((token) => `${token}.c2lnbmF0dXJl`).join('\n');

const idOf = (token: string) => `s${tokens.indexOf(token) + 1}`;
const row = (token: string, userId = token) => ({
  session: { id: idOf(token), token, expiresAt: '2099-01-01T00:00:00.000Z' },
  user: { id: userId, name: userId, email: `${userId}@example.com` },
});

type Lie = (honest: unknown[], cookies: string[]) => unknown;

/** Ends the second of four sessions at a server that keeps all or only the others, and lies from then on. */
async function endSecond(lie: Lie, endsIt: boolean, nthLie = 1): Promise<Run> {
  let isLying = false;
  let lists = 0;
  const live = new Set(tokens);
  const server = await lyingServer(({ method, cookie }) => {
    if (method === 'POST') isLying = true;
    if (method === 'POST' && endsIt) live.delete(tokens[1] ?? '');
    if (method === 'POST') return { body: { status: true } };
    const asked = tokens.filter((token) => cookie.includes(`=${token}.`));
    const honest = asked.filter((token) => live.has(token)).map((token) => row(token));
    if (isLying) lists += 1;
    return { body: isLying && lists >= nthLie ? lie(honest, asked) : honest };
  });
  const subject = await host.connect('better-auth', server.url, { cookies });
  return subject.end('one', ['s2']);
}

const stranger = row('Zz9'.repeat(10));
const lies: [string, Lie][] = [
  ['nobody', () => []],
  ['somebody else', () => [stranger]],
  ['nobody for one cookie', (honest, { length }) => (length === 1 ? [] : honest.slice(1))],
  ['somebody else for one cookie', (honest, { length }) => (length === 1 ? [stranger] : honest.slice(1))],
];

test.each(lies)('a server that lists %s gets no session called ended', async (_name, lie) => {
  const run = await endSecond(lie, false);
  expect(run.items.map(({ verdict }) => verdict)).not.toContain('ended');
  expect(run.endedUnasked).toEqual([]);
});

test('nor one that lies about the look-ups only', async () => {
  const run = await endSecond((honest, { length }) => (length < 4 ? [] : honest.slice(0, 1)), false);
  expect(run.items.map(({ verdict }) => verdict)).not.toContain('ended');
  expect(run.endedUnasked).toEqual([]);
});

test('an honest list is evidence: the claims above can fail', async () => {
  const run = await endSecond((honest) => honest, true);
  expect(run.items).toMatchObject([{ verdict: 'ended', evidence: { rests: 'complete-list' } }]);
});

test('a session that is not listed for its cookie has ended, where the others are listed for theirs', async () => {
  // The list of all has an unreadable row, so that it settles nothing.
  const run = await endSecond((honest, { length }) => (length === 4 ? [...honest, {}] : honest), true);
  expect(run.items).toMatchObject([
    { verdict: 'ended', evidence: { rests: 'own-word', word: 'not listed for its cookie' } },
  ]);
});
