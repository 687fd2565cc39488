import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { BridgeError } from '../../../electron/bridge/failure.ts';
import {
  inQuestion,
  item,
  openMenu,
  openOn,
  question,
  three,
  verdicts,
} from '../../support/page/page-ending.ts';
import { serverFault } from '../../support/page/page-fixtures.ts';
import { listing, openPage, rowOf } from '../../support/page/page.ts';

/** Opens Vault with the three; its one call for everything leaves what is named in the list. */
async function openVault(stays: string[] = []) {
  const opened = await openOn(three('demo-vault'));
  opened.runs.outcome = ({ id, current }) => {
    if (!stays.includes(id)) return {};
    return current
      ? { state: 'kept', verdict: 'still-there', mayStay: true }
      : { state: 'failed', verdict: 'still-there' };
  };
  return opened;
}

async function endEverything() {
  await openMenu();
  await item(/^Everything/).click();
  await question()
    .getByRole('textbox', { name: /type the connection’s name/ })
    .fill('Vault');
  await inQuestion('End now, without waiting').click();
}

test('the menu counts what each scope takes and says in how many calls', async () => {
  await openVault();
  await openMenu();
  await expect.element(item('This session No row is chosen')).toHaveAttribute('aria-disabled', 'true');
  await expect.element(item('Selected (0) Nothing is selected')).toHaveAttribute('aria-disabled', 'true');
  await expect
    .element(item(/^All matching this filter \(0\) No search/))
    .toHaveAttribute('aria-disabled', 'true');
  await expect.element(item('All others, keep this one (2) 2 calls, one by one')).toBeEnabled();
  await expect.element(item('Everything, this one included (3) One call')).toBeEnabled();
});

test('ticked sessions are counted, and our own is left out', async () => {
  await openVault();
  for (const name of [/Ana/, /Jonas/, /Mei/]) await rowOf(name).getByRole('checkbox').click();
  await expect.element(page.getByText('Your own session is left out')).toBeVisible();
  await openMenu();
  await item('Selected (2) 2 calls, one by one').click();
  await expect.element(question()).toHaveTextContent('End 2 sessions of 2 users?');
});

test('all that match the search are ended, without our own', async () => {
  const { runs } = await openVault();
  await page.getByRole('searchbox').fill('a');
  await openMenu();
  await item('All matching this filter (2) 2 calls, one by one').click();
  await inQuestion('End now, without waiting').click();
  await expect.element(verdicts().getByText('Ended 2 of 2, verified')).toBeVisible();
  expect(runs.did).toEqual(['confirm', 'sent b,c']);
});

test('an API without a call for everything ends them one by one', async () => {
  await openOn(three());
  await openMenu();
  await expect.element(item(/^Everything/)).toHaveTextContent('3 calls, one by one');
  await expect.element(item(/^Everything/)).toBeEnabled();
});

test('all others cannot be meant where our own session is not known', async () => {
  await openOn(three('demo-better-auth', null));
  await openMenu();
  await expect.element(item(/^All others/)).toHaveTextContent('Current session unknown');
  await expect.element(item(/^All others/)).toHaveAttribute('aria-disabled', 'true');
});

test('all others are ended one by one, never with the call for everything', async () => {
  const { runs } = await openVault();
  await openMenu();
  await item(/^All others/).click();
  await expect.element(question()).toHaveTextContent('2 calls, one by one');
  await inQuestion('End now, without waiting').click();
  await expect.element(verdicts().getByText('Ended 2 of 2, verified')).toBeVisible();
  expect(runs.did).toEqual(['confirm', 'sent b,c']);
});

test('everything is asked about in strong words, and keeping is the first choice', async () => {
  const { runs } = await openVault();
  await openMenu();
  await item(/^Everything/).click();
  await expect.element(question()).toHaveTextContent('End all 3 sessions, this one included?');
  await expect.element(question()).toHaveTextContent('differs between servers; the read-back will say');
  await expect.element(question()).toHaveTextContent('May stay');
  await expect.element(inQuestion('Keep them')).toHaveFocus();
  await expect.element(inQuestion('End everything')).toBeDisabled();
  expect(runs.did).toEqual([]);
});

test('where the call is known to end the current session too, the question says so', async () => {
  await openOn(three('demo-nest'));
  await openMenu();
  await item(/^Everything/).click();
  await expect.element(question()).toHaveTextContent('This signs you out here.');
});

test('a current session that the server kept is named, and is no fault', async () => {
  const { runs } = await openVault(['a']);
  await endEverything();
  const items = verdicts().getByRole('listitem');
  await expect
    .element(items.filter({ hasText: 'Ana Silva' }))
    .toHaveTextContent('The server kept this session');
  await expect.element(verdicts().getByRole('status')).toHaveTextContent('Ended 2 of 2, verified');
  await expect.element(verdicts()).not.toHaveTextContent('Still there');
  await expect.element(rowOf(/Jonas/)).not.toBeInTheDocument();
  expect(runs.did).toEqual(['confirm', 'sent b,c,a']);
});

test('another session that is still there is a fault, as ever', async () => {
  await openVault(['a', 'b']);
  await endEverything();
  await expect
    .element(verdicts().getByRole('listitem').filter({ hasText: 'Jonas' }))
    .toHaveTextContent('Still there');
  await expect.element(verdicts().getByRole('alert')).toHaveTextContent('Ended 1 · failed 1');
});

test('the server’s own count is shown when it differs from the list', async () => {
  await openPage(
    { ...listing(three('demo-nest')), 'sessions.count': async () => ({ count: 5 }) },
    'demo-nest',
  );
  await expect.element(page.getByText('3 of 5 the server counts')).toBeVisible();
});

test('a count that agrees, or cannot be read, leaves the list’s own', async () => {
  let fails = false;
  const { assembly } = await openPage(
    {
      ...listing(three('demo-nest')),
      'sessions.count': async () => {
        if (fails) throw new BridgeError(serverFault());
        return { count: 3 };
      },
    },
    'demo-nest',
  );
  const count = page.getByText('3 sessions', { exact: true });
  await expect.element(count).toBeVisible();
  fails = true;
  await assembly.places.room?.refresh();
  await expect.element(count).toHaveAttribute('title', expect.stringContaining('upstream connect error'));
});
