import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest';
import { page } from 'vitest/browser';
import { Times } from '../../../renderer/ui/time/times.ts';
import { m } from '../../../renderer/messages/compiled/messages.js';
import { expectAccessible } from '../../support/page/page-axe.ts';
import { fixtureSession } from '../../support/page/page-fixtures.ts';
import { listing, openPage } from '../../support/page/page.ts';

let reported: MockInstance<typeof reportError>;
beforeEach(() => {
  reported = vi.spyOn(globalThis, 'reportError').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A fault of our own: the times of the rows cannot be written. */
function breakRows() {
  return vi.spyOn(Times.prototype, 'relative').mockImplementation(() => {
    throw new TypeError('no times today');
  });
}
const one = listing([fixtureSession({ id: 'a' })]);

test('a fault in one room leaves the rest of the page as it is, and is reported', async () => {
  breakRows();
  const { assembly } = await openPage(one);
  const alert = page.getByRole('alert');
  await expect.element(alert).toHaveTextContent(m.part_failed({ name: m.command_sessions() }));
  await expect.element(alert).toHaveTextContent('no times today');
  expect(reported).toHaveBeenCalledWith(new TypeError('no times today'));
  await page.getByRole('button', { name: m.audit(), exact: true }).click();
  await expect.element(page.getByRole('heading', { name: m.audit() })).toBeVisible();
  expect(assembly.places.at).toBe('audit');
  await expectAccessible(assembly);
});

test('a room that failed can be shown again, once what it fell over has gone', async () => {
  const rows = breakRows();
  await openPage(one);
  const again = page.getByRole('button', { name: m.part_failed_again() });
  await expect.element(again).toBeVisible();
  rows.mockRestore();
  await again.click();
  await expect.element(page.getByRole('grid')).toBeVisible();
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
});

test('the control: a sound list is shown, and nothing is reported', async () => {
  await openPage(one);
  await expect.element(page.getByRole('grid')).toBeVisible();
  expect(reported).not.toHaveBeenCalled();
});
