import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Session } from '../../electron/bridge/session.ts';
import { m } from '../../renderer/messages/compiled/messages.js';
import { pattern } from '../support/like.ts';
import { fixtureConnections, fixtureSession } from '../support/page/page-fixtures.ts';
import { listing, openPage } from '../support/page/page.ts';

// Whatever a server writes is text on the page: it runs nothing, hides nothing, and moves nothing.

const mark = 'hostile-mark';
const payloads: Record<string, string> = {
  'an image with a handler': `${mark}<img src=x onerror="document.title='it-ran'">`,
  'a script': `${mark}<script>document.title='it-ran'</script>`,
  'an end of an attribute': `${mark}" onmouseover="document.title='it-ran'" x="`,
  'a link': `${mark} javascript:document.title='it-ran' https://evil.test/`,
  'a template': `${mark} {{7*7}} \${7*7} {@html '<b>x</b>'}`,
  'right-to-left override': `${mark} \u202Egnp.exe\u202C`,
  'bidi isolates': `${mark} \u2066a\u2067b\u2068c\u2069`,
  'zero width': `a\u200Bd\u200Cm\u200Di\uFEFFn\u2060 ${mark}`,
  'ANSI and other control characters': `${mark} \u001B[31mred\u0007\u0000\u0008\u009B2J`,
  'line and paragraph separators': `${mark}\u2028Status: Ended\u2029\nforged\r\n`,
  'tags and fillers that draw nothing': `${mark} \u{E0041}\u{E007F}\u3164\u115F`,
  'half a surrogate pair': `${mark} \uD83D`,
  'a text of 1 MB': `${mark} ${'x'.repeat(1024 * 1024)}`,
  'a pile of accents': `${mark} Z${'\u0301'.repeat(500)}`,
};

/** A session in which every text is this one. */
function sessionOf(text: string): Session {
  return fixtureSession({
    user: { id: text, name: text, email: text },
    device: { browser: text, browserVersion: text, os: text, kind: null },
    ...{ nativeId: text, userAgent: text, ip: text, city: text, country: text },
    ...{ status: 'unknown', statusGiven: text, impersonatedBy: text, extra: { [text.slice(0, 100)]: text } },
  });
}

/** Everything that is read out of the page: its texts, and the attributes that are shown or spoken. */
function textsOf(root: Element): string[] {
  const attributes = [...root.querySelectorAll('*')].flatMap((element) =>
    ['title', 'aria-label', 'aria-description', 'alt', 'placeholder', 'href', 'src', 'value'].map(
      (name) => element.getAttribute(name) ?? '',
    ),
  );
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? '');
  return [...texts, ...attributes].filter((text) => text.includes(mark.slice(0, 7)) || unseen.test(text));
}

/** What nobody sees: our own layout has line ends and tabs. */
const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115F\u3164]/u;

describe('every text of a session may be', () => {
  test.each(Object.entries(payloads))('%s', async (_, text) => {
    const { faults } = await openPage(listing([sessionOf(text), fixtureSession({ id: 'other' })]));
    await page.getByRole('row').nth(2).click();
    const details = page.getByRole('complementary', { name: m.details_name() });
    await expect.element(details).toBeVisible();
    const root = document.querySelector('#page') ?? document.body;
    const texts = textsOf(root);
    expect(texts.filter((shown) => shown.includes(mark)).length, 'it is shown').toBeGreaterThan(5);
    expect(texts.filter((shown) => unseen.test(shown))).toEqual([]);
    expect(Math.max(...texts.map(({ length }) => length)), 'and cut').toBeLessThan(2000);
    expect(root.querySelectorAll('img, script, iframe, object, embed, b, a[href*="evil"]')).toHaveLength(0);
    expect([...root.querySelectorAll('*')].filter((element) => element.hasAttribute('onmouseover'))).toEqual(
      [],
    );
    expect(document.title).not.toContain('it-ran');
    expect(faults).toEqual([]);
  });

  test('and nothing of the page lies outside of the window for it', async () => {
    await openPage(
      listing(Object.values(payloads).map((text, nth) => ({ ...sessionOf(text), id: `row-${nth}` }))),
    );
    await expect.element(page.getByRole('row').nth(2)).toBeVisible();
    const heights = new Set(
      page
        .getByRole('row')
        .elements()
        .slice(2)
        .map((row) => row.clientHeight),
    );
    expect(heights.size, 'each row is as high as any other').toBe(1);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(window.innerWidth);
  });

  test('what looks for hidden characters finds them: the claims can fail', () => {
    const control = document.createElement('div');
    control.textContent = payloads['right-to-left override'] ?? '';
    expect(textsOf(control).filter((shown) => unseen.test(shown))).toHaveLength(1);
  });
});

describe('the name of a connection, also a pasted one, hides nothing', () => {
  const name = `${mark} \u202Egnp\u200B\u2028x`;
  const shown = `${mark} ⟨U+202E⟩gnp⟨U+200B⟩⟨U+2028⟩x`;

  async function openNamed(): Promise<void> {
    const connections = fixtureConnections.map((one) => ({ ...one, name: `${name} ${one.id}` }));
    await openPage({ 'connections.list': async () => connections }, 'acme-eu');
  }

  test('in the title of the window', async () => {
    await openNamed();
    await expect.poll(() => document.title).toBe(m.page_title({ name: `${shown} acme-eu` }));
  });

  test.each([
    ['acme-eu', m.menu_edit()],
    ['acme-eu', m.menu_check()],
    ['acme-eu', m.menu_forget()],
    ['acme-eu', m.menu_remove()],
    ['demo-better-auth', m.menu_sign_in()],
  ])('in what is asked about %s: %s', async (id, item) => {
    await openNamed();
    await page.getByRole('button', { name: m.rail_menu({ name: `${shown} ${id}` }) }).click();
    await page.getByRole('menuitem', { name: item }).click();
    const dialog = page.getByRole(
      pattern`${m.menu_forget()}|${m.menu_remove()}`.test(item) ? 'alertdialog' : 'dialog',
    );
    await expect.element(dialog.getByText(`${shown} ${id}`).first()).toBeVisible();
    expect(textsOf(document.body).filter((text) => unseen.test(text))).toEqual([]);
  });
});
