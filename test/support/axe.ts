import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { expect } from 'vitest';

/** What is asked in each theme: in the second only what depends on colours, as nothing else can differ. */
const asked = {
  light: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  dark: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
} as const;

/**
 * Fails, naming the screen and the elements, when axe finds something wrong with what is on the page now, in the light
 * theme or in the dark one. The page has to follow the system's theme, and is left in the dark one.
 */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { type, values } = asked[colorScheme];
    const axe = new AxeBuilder({ page }).options({
      runOnly: { type, values: [...values] },
      resultTypes: ['violations'],
    });
    // There are no frames: nothing needs a second page to put results together.
    const { violations } = await axe.setLegacyMode().analyze();
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    expect.soft(told, `${screen}, ${colorScheme}`).toEqual([]);
  }
}
