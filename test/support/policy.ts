import type { Page } from 'playwright';

/** Tries a script, a style and requests that are not the page's own; which directives blocked them, and whether the script ran. */
export function tryForeign(page: Page, addresses: string[]): Promise<{ found: string[]; injected: boolean }> {
  return page.evaluate(async (urls) => {
    const found: string[] = [];
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => found.push(effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'globalThis.injected = true';
    document.body.append(script);
    const style = document.createElement('style');
    style.textContent = 'body { color: red }';
    document.body.append(style);
    await Promise.allSettled(urls.map((url) => fetch(url)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { found, injected: 'injected' in globalThis };
  }, addresses);
}
