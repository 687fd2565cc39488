import type { Attachment } from 'svelte/attachments';

/**
 * Keeps the focus in a panel whose buttons come and go. Where a step takes away the button that had it, the focus goes to
 * the first element marked `data-next` instead of falling to the body. A focus that is elsewhere is left there.
 *
 * @param step whatever changes with each step of the panel
 */
export function keepFocus(step: () => unknown): Attachment<HTMLElement> {
  return (panel) => {
    let wasInside = false;
    const follow = ({ target }: FocusEvent) => void (wasInside = panel.contains(target as Node));
    document.addEventListener('focusin', follow);
    $effect(() => {
      step();
      const { activeElement } = document;
      const isLost = activeElement === null || activeElement === document.body;
      if (wasInside && isLost) panel.querySelector<HTMLElement>('[data-next]:not(:disabled)')?.focus();
    });
    return () => document.removeEventListener('focusin', follow);
  };
}
