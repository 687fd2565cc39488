import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { grounds, type Evidence } from '../../../electron/bridge/evidence.ts';
import { failure } from '../../../electron/bridge/failure.ts';
import type { Run, RunItem } from '../../../electron/bridge/revocation.ts';
import { gapReasons } from '../../../electron/bridge/session.ts';
import { evidenceSentences } from '../../../renderer/runs/evidence-words.ts';
import { gapSentence } from '../../../renderer/sessions/gap-words.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { pattern } from '../../support/like.ts';
import { expectAccessible } from '../../support/page/page-axe.ts';
import { three, verdicts } from '../../support/page/page-ending.ts';
import { fixtureEvidence, fixtureProof, whyOf, whyPanel } from '../../support/page/page-evidence.ts';
import { fixtureSession, hostileName } from '../../support/page/page-fixtures.ts';
import { timelineEntry } from '../../support/page/page-record-fixtures.ts';
import { fixtureItem, fixtureRun } from '../../support/page/page-runs.ts';
import { recordHandlers } from '../../support/page/page-record-handlers.ts';
import { listing, openPage, rowOf } from '../../support/page/page.ts';

const jonas = three().find(({ id }) => id === 'b') ?? fixtureSession();
const details = () => page.getByRole('complementary', { name: m.details_name() });

/** Opens the page on a run whose one planned session, that of Jonas, was judged like this. */
async function openJudged(item: Partial<RunItem>, run: Partial<Run> = {}, more = {}) {
  const handlers = { ...listing(three()), ...more };
  return openPage(handlers, 'demo-better-auth', (runs) =>
    runs.set(fixtureRun([fixtureItem(jonas, item)], run)),
  );
}

const undecided = (parts: Partial<Evidence> = {}): Partial<RunItem> => ({
  state: 'unknown',
  verdict: 'cannot-be-checked',
  evidence: fixtureProof('nothing', parts),
});

describe('each ground has its words', () => {
  test.each<[string, Partial<RunItem>, string | RegExp]>([
    [
      'its own word',
      { evidence: fixtureProof('own-word', { word: 'status: revoked' }) },
      pattern`${m.why_own_word()}.*${m.why_word({ word: 'status: revoked' })}`,
    ],
    [
      'a complete list with the server’s count',
      { evidence: fixtureEvidence() },
      pattern`${m.why_complete_list()}.*${m.why_rows_total({ count: 12, total: 12 })}.*${m.why_readings({ count: 2 })}`,
    ],
    [
      'a complete list of a server that does not count',
      { evidence: fixtureEvidence({ rows: 1, total: null, readings: 1 }) },
      pattern`${m.why_rows({ count: 1 })}.*${m.why_readings({ count: 1 })}`,
    ],
    [
      'the refusal',
      { evidence: fixtureProof('refusal', { word: 'Session not found' }) },
      pattern`${m.why_refusal()}.*${m.why_word({ word: 'Session not found' })}`,
    ],
    [
      'our own credential, refused since',
      { evidence: fixtureProof('own-401', { word: 'invalid token' }) },
      pattern`${m.why_own_401()}.*${m.why_word({ word: 'invalid token' })}`,
    ],
    ['its own expiry', { verdict: 'expired', evidence: fixtureProof('expiry') }, m.why_expiry()],
    [
      'that it was seen live',
      {
        state: 'failed',
        verdict: 'still-there',
        evidence: fixtureProof('sighting', { word: 'valid: true' }),
      },
      pattern`${m.why_sighting()}.*${m.why_word({ word: 'valid: true' })}`,
    ],
    [
      'an answer that decides nothing',
      undecided({ word: 'status: quarantined' }),
      pattern`${m.why_undecided()}.*${m.why_word({ word: 'status: quarantined' })}`,
    ],
    ['nothing at all', undecided(), m.why_nothing()],
    ['no evidence, as older versions recorded none', { evidence: null }, pattern`^${m.why_not_recorded()}$`],
  ])('%s', async (_name, item, words) => {
    await openJudged(item);
    await whyOf('Jonas').click();
    await expect.element(whyPanel()).toHaveTextContent(words);
  });

  test('none of them is without a sentence of its own', () => {
    const told = grounds.map((rests) =>
      evidenceSentences({ verdict: 'ended', evidence: fixtureProof(rests), checkFailure: null }).join(' '),
    );
    expect(new Set(told).size).toBe(grounds.length);
  });
});

test('what cannot be checked says each reason, and the failure of the check', async () => {
  const gaps: Evidence['gaps'] = [
    { why: 'fewer-than-total', count: 12 },
    { why: 'moved', count: 3 },
  ];
  const checkFailure = failure({
    code: 'wrong-address',
    tried: 'GET /sessions/{id}',
    got: 'the answer is text/html, not JSON',
    status: 404,
  });
  await openJudged({ ...undecided({ gaps }), checkFailure });
  await whyOf('Jonas').click();
  await expect.element(whyPanel().getByText(m.gap_fewer_than_total({ count: 12 }))).toBeVisible();
  await expect.element(whyPanel().getByText(m.gap_moved({ count: 3 }))).toBeVisible();
  await expect
    .element(
      whyPanel().getByText(
        pattern`${m.verdict_check_failed({ why: '' })}.*${m.failure_wrong_address()} \(404\).*text/html`,
      ),
    )
    .toBeVisible();
});

test('every reason why a list may lack sessions has a sentence of its own', () => {
  const sentences = gapReasons.map((why) => gapSentence({ why, count: 7 }));
  expect(new Set(sentences).size).toBe(gapReasons.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z\d].*\.$/);
  expect(gapSentence({ why: 'from-tomorrow', count: 1 })).toBe('from-tomorrow');
});

test('the API’s words are shown as they are, and none of them runs or hides', async () => {
  await openJudged({ evidence: fixtureProof('own-word', { word: hostileName }) });
  await whyOf('Jonas').click();
  await expect.element(whyPanel()).toHaveTextContent('<img src=x onerror=alert(1)> ⟨U+202E⟩gnp.exe⟨U+200B⟩');
  expect(document.querySelector('img')).toBeNull();
});

test('it says when and by which request, and leads to the request', async () => {
  const timeline = [timelineEntry({ id: 9 }), timelineEntry({ id: 7, path: '/the-list' })];
  const { 'timeline.list': list } = recordHandlers({ timeline });
  const evidence = fixtureEvidence({ entryId: 7, request: 'GET /list-device-sessions' });
  await openJudged({ evidence }, {}, { 'timeline.list': list });
  await whyOf('Jonas').click();
  await expect.element(whyPanel()).toHaveTextContent(/2:05:12 PM, GET \/list-device-sessions/);
  await whyPanel().getByRole('button', { name: m.why_show_request() }).click();
  const request = page.getByRole('complementary', { name: m.activity_details() });
  await expect.element(request).toHaveTextContent('GET /the-list');
  await expect.element(whyPanel()).not.toBeInTheDocument();
  const activity = page.getByRole('region', { name: m.activity() }).element();
  await expect.poll(() => activity.contains(document.activeElement)).toBe(true);
});

test('a request that is no longer kept is said to be gone, and no other is shown for it', async () => {
  const { 'timeline.list': list } = recordHandlers({ timeline: [timelineEntry({ id: 3 })] });
  await openJudged({ evidence: fixtureEvidence({ entryId: 7 }) }, {}, { 'timeline.list': list });
  await whyOf('Jonas').click();
  await whyPanel().getByRole('button', { name: m.why_show_request() }).click();
  await expect.element(page.getByText(m.why_request_gone())).toBeVisible();
  await expect
    .element(page.getByRole('complementary', { name: m.activity_details() }))
    .not.toBeInTheDocument();
});

test('the keyboard opens and closes it, and the focus is back on the button', async () => {
  await openJudged({ evidence: fixtureEvidence({ entryId: 7 }) });
  const button = whyOf('Jonas');
  await expect.element(button).toHaveAttribute('aria-expanded', 'false');
  button.element().focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(whyPanel()).toBeVisible();
  await expect.element(button).toHaveAttribute('aria-expanded', 'true');
  await expect.element(whyPanel().getByRole('button', { name: m.why_show_request() })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(whyPanel()).not.toBeInTheDocument();
  await expect.element(button).toHaveFocus();
  await expect.element(button).toHaveAttribute('aria-expanded', 'false');
});

test('nothing moves when it opens', async () => {
  await openJudged({ evidence: fixtureEvidence() });
  await expect.element(whyOf('Jonas')).toBeVisible();
  await expect.element(rowOf(/Mei/)).toBeVisible();
  const places = () =>
    [whyOf('Jonas').element(), verdicts().element(), rowOf(/Mei/).element()].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [x, y, width, height];
    });
  const before = places();
  await whyOf('Jonas').click();
  await expect.element(whyPanel()).toBeVisible();
  expect(places()).toEqual(before);
});

test('a session that ended though nobody asked for it has its evidence too', async () => {
  const priya = fixtureSession({ id: 'z', user: { id: 'u9', name: 'Priya Raman', email: null } });
  const unaskedEvidence = { z: fixtureProof('own-word', { word: 'status: ended' }) };
  await openJudged({}, { endedUnasked: [priya], unaskedEvidence });
  await whyOf('Priya').click();
  await expect.element(whyPanel()).toHaveTextContent(/“status: ended”/);
});

test('what was never sent has no verdict, and so no evidence is offered', async () => {
  await openJudged({ state: 'not-sent', verdict: null });
  await expect.element(verdicts()).toHaveTextContent('Jonas');
  await expect.element(whyOf('Jonas')).not.toBeInTheDocument();
});

test('the details of a session have it beside its verdict', async () => {
  const mei = three().find(({ id }) => id === 'c') ?? fixtureSession();
  const item = { state: 'failed', verdict: 'still-there', evidence: fixtureProof('sighting') } as const;
  await openPage(listing(three()), 'demo-better-auth', (runs) =>
    runs.set(fixtureRun([fixtureItem(mei, item)])),
  );
  await rowOf(/Mei/).click();
  await details()
    .getByRole('button', {
      name: m.why_name({ verdict: m.verdict_still_there(), session: 'Mei Tanaka on Chrome 126 on macOS' }),
    })
    .click();
  await expect.element(whyPanel()).toHaveTextContent(m.why_sighting());
});

test('what has expired is called so, and is not green', async () => {
  await openJudged({ verdict: 'expired', evidence: fixtureProof('expiry') });
  const badge = verdicts().getByTitle(m.verdict_expired());
  await expect.element(badge).toBeVisible();
  await expect.element(badge).not.toHaveClass(/good/);
  await expect.element(verdicts()).toHaveTextContent(m.totals_expired({ count: 1 }));
});

test('open, it has no fault that axe finds', async () => {
  const { assembly } = await openJudged({ evidence: fixtureEvidence({ entryId: 7 }) });
  await whyOf('Jonas').click();
  await expect.element(whyPanel()).toBeVisible();
  await expectAccessible(assembly);
});
