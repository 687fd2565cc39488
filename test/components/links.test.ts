import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { readLink, type Link } from '../../electron/bridge/link.ts';
import type { Handlers } from '../../electron/bridge/crossing/serve.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { three } from '../support/page/page-ending.ts';
import { lockable } from '../support/page/page-shell.ts';
import { listing, openPage, rowOf } from '../support/page/page.ts';

const link = (parts: Partial<Link> = {}): Link => ({
  connectionId: 'demo-vault',
  sessionId: null,
  search: null,
  ...parts,
});
const details = () => page.getByRole('complementary', { name: m.details_name() });
const rooms = () => page.getByRole('heading', { level: 1 });

/** The page of a shell that was asked to open this link, and gives it away once. */
async function openLinked(first: Link | null, more: Partial<Handlers> = {}) {
  const asked = { link: first };
  const takeLink = async () => {
    const { link: given } = asked;
    asked.link = null;
    return { link: given };
  };
  const handlers = { ...listing(three('demo-vault')), 'shell.takeLink': takeLink, ...more };
  const opened = await openPage(handlers, 'none');
  const follow = (next: Link) => {
    asked.link = next;
    opened.publish('shell.linked', {});
  };
  return { ...opened, follow };
}

describe('a link', () => {
  test('at the start goes to its connection, searches, and opens the session', async () => {
    const { assembly } = await openLinked(link({ sessionId: 'b', search: 'jonas' }));
    await expect.element(rooms()).toHaveTextContent('Vault');
    await expect.element(page.getByRole('searchbox')).toHaveValue('jonas');
    await expect.element(details()).toHaveTextContent('Jonas Weber');
    expect(assembly.places.room?.details?.id).toBe('b');
  });

  test('later does the same, and takes away the search that was there', async () => {
    const { follow, assembly } = await openLinked(null);
    await expect.element(rooms()).toBeVisible();
    const vault = assembly.connections.byId('demo-vault');
    if (vault) void assembly.places.visit(vault);
    await page.getByRole('searchbox').fill('mei');
    follow(link({ sessionId: 'b' }));
    await expect.element(details()).toHaveTextContent('Jonas Weber');
    await expect.element(page.getByRole('searchbox')).toHaveValue('');
    await expect.element(rowOf(/Jonas Weber/)).toBeVisible();
  });

  test('ends, switches and changes nothing: it only reads', async () => {
    const never = vi.fn(async () => Promise.reject(new Error('a link acted')));
    const acts = [
      'revocation.plan',
      'revocation.confirm',
      'sessions.switch',
      'guard.allow',
      'keys.put',
    ] as const;
    await openLinked(link({ sessionId: 'b' }), Object.fromEntries(acts.map((call) => [call, never])));
    await expect.element(details()).toBeVisible();
    expect(never).not.toHaveBeenCalled();
  });

  test('to a connection that is not here says so, and where links work', async () => {
    const { assembly } = await openLinked(link({ connectionId: 'elsewhere' }));
    await expect.element(page.getByRole('alert')).toHaveTextContent(m.link_no_connection());
    expect(assembly.places.room?.connection.id).toBe('demo-better-auth');
  });

  test('to a session that is not in the list says so, and shows the list', async () => {
    await openLinked(link({ sessionId: 'gone' }));
    await expect.element(page.getByRole('alert')).toHaveTextContent(m.link_no_session({ name: 'Vault' }));
    await expect.element(rowOf(/Jonas Weber/)).toBeVisible();
    expect(details().elements()).toEqual([]);
  });

  test('waits while a form is open, rather than to throw away what was typed', async () => {
    const { follow } = await openLinked(null);
    await expect.element(rooms()).toBeVisible();
    await page.getByRole('button', { name: m.rail_add(), exact: true }).click();
    await page.getByRole('dialog').getByLabelText(m.form_name()).fill('acme');
    follow(link());
    await expect.element(page.getByRole('dialog').getByLabelText(m.form_name())).toHaveValue('acme');
    await expect.element(rooms()).not.toHaveTextContent('Vault');
    await page.getByRole('dialog').getByRole('button', { name: m.cancel() }).click();
    await expect.element(rooms()).toHaveTextContent('Vault');
  });

  test('waits while it is locked, and shows nothing by then', async () => {
    const { state, handlers } = lockable();
    state.locked = true;
    await openLinked(link({ sessionId: 'b' }), handlers);
    await expect.element(page.getByRole('button', { name: m.lock_unlock() })).toBeVisible();
    expect(document.body.textContent).not.toContain('Jonas');
    await page.getByRole('button', { name: m.lock_unlock() }).click();
    await expect.element(details()).toHaveTextContent('Jonas Weber');
  });
});

describe('copied', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });
  const written = () => vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();

  test('a link to a session is read back as one, and holds no search', async () => {
    const write = written();
    await openLinked(link({ sessionId: 'b', search: 'jonas' }));
    await details().getByRole('button', { name: m.command_copy_session_link() }).click();
    await expect.element(page.getByText(m.link_copied())).toBeVisible();
    expect(readLink(write.mock.calls[0]?.[0] ?? '')).toEqual(link({ sessionId: 'b' }));
  });

  test('a link to a connection takes its search along; one to another connection does not', async () => {
    const write = written();
    await openLinked(link({ search: 'jonas weber' }));
    await expect.element(rowOf(/Jonas Weber/)).toBeVisible();
    for (const name of ['Vault', 'acme EU']) {
      await page.getByRole('button', { name: m.rail_menu({ name }) }).click();
      await page.getByRole('menuitem', { name: m.command_copy_link() }).click();
    }
    const read = write.mock.calls.map(([text]) => readLink(text));
    expect(read).toEqual([link({ search: 'jonas weber' }), link({ connectionId: 'acme-eu' })]);
  });

  test('from the palette, too', async () => {
    const write = written();
    await openLinked(link());
    await expect.element(rowOf(/Jonas Weber/)).toBeVisible();
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.keyboard('copy link{Enter}');
    await expect.poll(() => write.mock.calls.length).toBe(1);
    expect(readLink(write.mock.calls[0]?.[0] ?? '')).toEqual(link());
  });

  test('what the clipboard refuses is said', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'));
    await openLinked(link({ sessionId: 'b' }));
    await details().getByRole('button', { name: m.command_copy_session_link() }).click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('not allowed');
  });
});
