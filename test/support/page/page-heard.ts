import { onTestFinished } from 'vitest';

const textOf = (element: Element) => element.textContent.replace(/\s+/g, ' ').trim();
const live = '[role=status], [role=alert], [aria-live]';

interface Heard {
  /** What live regions said politely that were there before their words came. */
  polite: string[];
  alerts: string[];
}

/** Notes what live regions say until the test is over: those that are there already say each change; an alert speaks as it comes. */
export function listen(root: Element): Heard {
  const heard: Heard = { polite: [], alerts: [] };
  const last = new Map([...root.querySelectorAll(live)].map((element) => [element, textOf(element)]));
  const observer = new MutationObserver(() => {
    for (const element of root.querySelectorAll(live)) {
      const text = textOf(element);
      const before = last.get(element);
      last.set(element, text);
      if (text === '' || text === before) continue;
      if (element.getAttribute('role') === 'alert') heard.alerts.push(text);
      else if (before !== undefined) heard.polite.push(text);
    }
  });
  observer.observe(root, { subtree: true, childList: true, characterData: true });
  onTestFinished(() => observer.disconnect());
  return heard;
}
