import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { DataReport } from '../../electron/bridge/data.ts';
import { fail } from '../../electron/bridge/failure.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { like } from '../support/like.ts';
import { expectAccessible } from '../support/page/page-axe.ts';
import { wholeData } from '../support/page/page-shell-handlers.ts';
import { openPage } from '../support/page/page.ts';

const banner = () => page.getByRole('region', { name: m.data_banner() });
const restoreButton = () => banner().getByRole('button', { name: m.data_restore() });
const copy = { savedAt: 1_790_000_000_000, connections: 2, entries: 41, logStays: false };
const emptied: DataReport = {
  ...wholeData,
  loss: 'emptied',
  entries: 0,
  remembered: 41,
  copy,
  obstacle: null,
};
const reading = (report: DataReport) => ({ 'data.read': async () => report });

test('a whole data folder has no banner', async () => {
  await openPage();
  await expect.element(page.getByRole('grid', { name: m.table_name() })).toBeVisible();
  expect(banner().elements()).toHaveLength(0);
});

describe('an emptied data folder', () => {
  test('is told with the folder, the figures and what the copy has', async () => {
    const { assembly } = await openPage(reading(emptied));
    await expect.element(banner()).toHaveTextContent(m.data_emptied());
    await expect.element(banner()).toHaveTextContent(like(m.data_figures, { entries: 0, remembered: 41 }));
    await expect.element(banner()).toHaveTextContent(like(m.data_copy, { connections: 2, entries: 41 }));
    await expectAccessible(assembly);
  });

  test('is restored only after a question, which starts on Cancel', async () => {
    let restored = 0;
    const restore = async () => {
      restored += 1;
      return wholeData;
    };
    const { assembly } = await openPage({ ...reading(emptied), 'data.restore': restore });
    const question = page.getByRole('alertdialog');
    await restoreButton().click();
    await expect.element(question).toHaveTextContent(like(m.data_restore_what));
    await expect.element(question.getByRole('button', { name: m.cancel() })).toHaveFocus();
    await expectAccessible(assembly);
    await question.getByRole('button', { name: m.cancel() }).click();
    expect(restored).toBe(0);
    await restoreButton().click();
    await question.getByRole('button', { name: m.data_restore_do(), exact: true }).click();
    await expect.element(page.getByText(m.data_restored())).toBeVisible();
    expect(restored).toBe(1);
    expect(banner().elements()).toHaveLength(0);
  });

  test('says in the question why it could not be restored', async () => {
    const got = 'everything in the copy is here';
    await openPage({
      ...reading(emptied),
      'data.restore': async () => fail({ code: 'invalid', tried: 'data.restore', got }),
    });
    await restoreButton().click();
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: m.data_restore_do(), exact: true }).click();
    await expect.element(question).toHaveTextContent(got);
  });

  test.each([
    ['no-copy', m.data_obstacle_no_copy()],
    ['copy-unreadable', m.data_obstacle_unreadable()],
    ['not-ours', m.data_obstacle_not_ours()],
    ['run-under-way', m.data_obstacle_run()],
    ['nothing-to-add', m.data_obstacle_nothing()],
  ] as const)('says what to do instead where it is %s', async (obstacle, words) => {
    await openPage(reading({ ...emptied, obstacle }));
    await expect.element(banner()).toHaveTextContent(words);
    expect(restoreButton().elements()).toHaveLength(0);
  });

  test('is put away by Dismiss', async () => {
    await openPage(reading(emptied));
    await banner().getByRole('button', { name: m.dismiss() }).click();
    expect(banner().elements()).toHaveLength(0);
  });
});

test('a folder that others can reach, and a copy that could not be written, are told', async () => {
  const copyProblem = 'the disk is full: free some space';
  await openPage(reading({ ...wholeData, copyProblem, openToOthers: ['/srv/data'] }));
  await expect.element(banner()).toHaveTextContent(m.data_open());
  await expect.element(banner()).toHaveTextContent('/srv/data');
  await expect.element(banner()).toHaveTextContent(copyProblem);
});

test('a log that does not end as it was left is told with what is wrong, until Dismiss', async () => {
  await openPage(reading({ ...wholeData, flaw: 'head-behind', flawAt: 7 }));
  await expect.element(banner()).toHaveTextContent(m.data_log_flaw());
  await expect.element(banner()).toHaveTextContent(m.audit_flaw_head_behind({ seq: 7 }));
  await banner().getByRole('button', { name: m.dismiss() }).click();
  expect(banner().elements()).toHaveLength(0);
});

test('where entries are missing, that is told once: not also as a flaw of the log', async () => {
  await openPage(reading({ ...wholeData, loss: 'behind', remembered: 9, flaw: 'rolled-back', flawAt: 3 }));
  await expect.element(banner()).toHaveTextContent(m.data_behind());
  await expect.element(banner()).not.toHaveTextContent(m.data_log_flaw());
});

test('a lock that nobody can take is told, as what to mend before anything can be restored', async () => {
  const lockProblem = '/data/sessiondeck.lock is a folder, and has to be a file: move it away, and try again';
  await openPage(
    reading({ ...wholeData, loss: 'behind', remembered: 9, obstacle: 'lock-unusable', lockProblem }),
  );
  await expect.element(banner()).toHaveTextContent(m.data_lock());
  await expect.element(banner()).toHaveTextContent(lockProblem);
  await expect.element(banner()).toHaveTextContent(m.data_obstacle_lock());
});
