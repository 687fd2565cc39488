import axe from 'axe-core';
import { expect } from 'vitest';
import type { Assembly } from '../../../renderer/app/assembly.ts';

/** Fails, naming the elements, when axe finds something wrong with what is on the page now, in either theme. */
export async function expectAccessible(assembly: Assembly): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    assembly.theme.choose(theme);
    // A colour on its way from one theme to the other is in neither.
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
    const { violations } = await axe.run('#page', { resultTypes: ['violations'] });
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    expect.soft(told, theme).toEqual([]);
  }
}
