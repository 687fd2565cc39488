import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { DemoFaults } from '../../electron/bridge/demo.ts';
import { BridgeError, failure } from '../../electron/bridge/failure.ts';
import type { Handlers } from '../../electron/bridge/crossing/serve.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { serverFault } from '../support/page/page-fixtures.ts';
import { openDesktop } from '../support/page/page-shell.ts';
import { openPage } from '../support/page/page.ts';

const kinds = [
  { kind: 'status-500', words: 'Answers 500.' },
  { kind: 'html', words: 'Answers 200 with a page to sign in on.' },
];
const operations = ['list_sessions_get', 'end_session_post'];
const opener = () => page.getByRole('button', { name: m.scenario() });
const dialog = () => page.getByRole('dialog', { name: m.scenario_title() });
const field = (name: string) => dialog().getByLabelText(name, { exact: true });
const add = () => dialog().getByRole('button', { name: m.scenario_add() });

/** A demo server that remembers its faults, and what it was asked to add. */
function misbehaving(parts: Partial<DemoFaults> = {}) {
  let faults: DemoFaults = { kinds, operations, active: [], phone: null, ...parts };
  const added: unknown[] = [];
  const handlers: Partial<Handlers> = {
    'demo.faults': async () => faults,
    'demo.addFault': async ({ kind, operation, times }) => {
      added.push({ kind, operation, times });
      return (faults = { ...faults, active: [...faults.active, { kind, operation, timesLeft: times }] });
    },
    'demo.clearFaults': async () => (faults = { ...faults, active: [] }),
  };
  return { added, handlers };
}

async function openScenario(parts: Partial<DemoFaults> = {}) {
  const { added, handlers } = misbehaving(parts);
  await openPage(handlers);
  await opener().click();
  await expect.element(field(m.scenario_kind())).toBeVisible();
  return added;
}

test('only a demo connection has a scenario', async () => {
  await openPage(misbehaving().handlers, 'acme-eu');
  await expect.element(page.getByRole('button', { name: m.refresh() })).toBeVisible();
  expect(opener().elements()).toEqual([]);
});

test('a demo whose server cannot be set has no scenario either', async () => {
  let asked = 0;
  await openPage({
    'demo.faults': async () => {
      asked += 1;
      throw new BridgeError(failure({ code: 'unsupported', tried: 'demo.faults', got: 'no such demo' }));
    },
  });
  await expect.poll(() => asked).toBeGreaterThan(0);
  await expect.element(page.getByRole('button', { name: m.refresh() })).toBeVisible();
  expect(opener().elements()).toEqual([]);
});

test('each kind of fault is explained in a sentence below it', async () => {
  await openScenario();
  await expect.element(field(m.scenario_kind())).toHaveAccessibleDescription('Answers 500.');
  await field(m.scenario_kind()).selectOptions('html');
  await expect
    .element(field(m.scenario_kind()))
    .toHaveAccessibleDescription('Answers 200 with a page to sign in on.');
});

test('a fault is added once to any operation, unless told otherwise', async () => {
  const added = await openScenario();
  await add().click();
  await expect
    .element(dialog().getByRole('listitem'))
    .toHaveTextContent(`status-500 ${m.scenario_any()} ${m.scenario_left({ count: 1 })}`);
  await field(m.scenario_operation()).selectOptions('end_session_post');
  await field(m.scenario_times()).fill('3');
  await add().click();
  await expect.element(dialog().getByText(m.scenario_left({ count: 3 }))).toBeVisible();
  expect(added).toEqual([
    { kind: 'status-500', operation: '*', times: 1 },
    { kind: 'status-500', operation: 'end_session_post', times: 3 },
  ]);
});

test.each(['0', '1001', 'two', ''])(
  '%o times cannot be added, and the field says what can',
  async (times) => {
    await openScenario();
    await field(m.scenario_times()).fill(times);
    await expect.element(field(m.scenario_times())).toHaveAccessibleDescription(m.scenario_times_problem());
    await expect.element(add()).toBeDisabled();
  },
);

test('clearing all leaves a server that behaves', async () => {
  await openScenario({ active: [{ kind: 'html', operation: '*', timesLeft: 2 }] });
  await dialog().getByRole('button', { name: m.scenario_clear() }).click();
  await expect.element(dialog()).toHaveTextContent(m.scenario_none());
});

test('the simulated phone opens in a page of its own, and only where there is one', async () => {
  await openScenario({ phone: 'http://127.0.0.1:4711/_phone' });
  const link = dialog().getByRole('link', { name: m.scenario_phone() });
  await expect.element(link).toHaveAttribute('href', 'http://127.0.0.1:4711/_phone');
  await expect.element(link).toHaveAttribute('target', '_blank');
  await expect.element(link).toHaveAttribute('rel', 'noopener noreferrer');
});

test('in the desktop window the shell is asked to open it: the page opens no other', async () => {
  const { handlers } = misbehaving({ phone: 'http://127.0.0.1:4711/_phone' });
  const { inputsOf } = await openDesktop(handlers);
  await opener().click();
  await dialog().getByRole('button', { name: m.scenario_phone() }).click();
  await expect.poll(() => inputsOf('shell.openPhone')).toEqual([{ connectionId: 'demo-better-auth' }]);
  expect(dialog().getByRole('link').elements()).toEqual([]);
});

test('a server that has no phone is offered none', async () => {
  await openScenario();
  expect(dialog().getByRole('link').elements()).toEqual([]);
});

test('when the faults cannot be read, the dialog says why', async () => {
  const broken = async () => {
    throw new BridgeError(serverFault({ tried: 'demo.faults' }));
  };
  await openPage({ 'demo.faults': broken });
  await opener().click();
  await expect.element(dialog().getByRole('alert')).toHaveTextContent('upstream connect error');
});

test('closing gives the focus back to the button', async () => {
  await openScenario();
  await dialog().getByRole('button', { name: m.done() }).click();
  await expect.element(opener()).toHaveFocus();
});
