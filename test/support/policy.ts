import type { Page } from 'playwright';

/** What a policy says, as a browser reads it: a directive that is written wrong is another one, which does nothing. */
export function directivesOf(policy: string): Map<string, string[]> {
  const parts = policy.split(';').map((part) => part.trim().split(/\s+/));
  return new Map(parts.map(([name = '', ...values]) => [name, values]));
}

/** What the policy of the page has to say; it may ask its own origin where that carries the bridge, or nobody. */
export function wantedDirectives(asks: "'self'" | "'none'"): Map<string, string[]> {
  const ofOwn = ['script-src', 'style-src', 'font-src'].map((name): [string, string[]] => [name, ["'self'"]]);
  const none = ['default-src', 'base-uri', 'form-action', 'frame-ancestors', 'object-src'];
  return new Map([
    ...none.map((name): [string, string[]] => [name, ["'none'"]]),
    ...ofOwn,
    ['img-src', ["'self'", 'data:']],
    ['connect-src', [asks]],
    ['require-trusted-types-for', ["'script'"]],
    ['trusted-types', ['svelte-trusted-html']],
  ]);
}

/** Tries a script, a style and requests that are not the page's own; which directives blocked them, and whether the script ran. */
export function tryForeign(page: Page, addresses: string[]): Promise<{ found: string[]; injected: boolean }> {
  return page.evaluate(async (urls) => {
    const found: string[] = [];
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => found.push(effectiveDirective));
    const script = document.createElement('script');
    // As a text node: the other ways throw at once.
    script.append('globalThis.injected = true');
    document.body.append(script);
    const style = document.createElement('style');
    style.textContent = 'body { color: red }';
    document.body.append(style);
    await Promise.allSettled(urls.map((url) => fetch(url)));
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { found, injected: 'injected' in globalThis };
  }, addresses);
}

/** What a document tries that wants to run or load what is not the page's own; each says by its name that it could. */
export const hostileDocument = (origin: string) => `<!doctype html><html><head>
  <script>var ran = ['inline script'];</script>
  <style>html { opacity: 0.5 }</style>
  <base href="http://127.0.0.1:1/">
</head><body onload="ran.push('handler')" style="color: red">
  <script src="${origin}/own.js"></script>
</body></html>`;
/** The same from a script that is let in. */
export const hostileScript = `
  globalThis.ran ??= [];
  const attempt = (what, act) => { try { if (act() !== false) ran.push(what); } catch {} };
  attempt('eval', () => eval('1'));
  attempt('new Function', () => new Function('return 1')());
  attempt('HTML', () => { document.createElement('p').innerHTML = '<b></b>'; });
  attempt('another trusted type', () => trustedTypes.createPolicy('other', {}));
  attempt('script text', () => { document.createElement('script').textContent = '1'; });
  attempt('a timer of text', () => { setTimeout('ran.push("timer")'); });
  attempt('inline style', () => getComputedStyle(document.documentElement).opacity === '0.5');
  attempt('style attribute', () => getComputedStyle(document.body).color === 'rgb(255, 0, 0)');
  attempt('another base', () => document.baseURI.startsWith('http://127.0.0.1:1/'));
`;

/** What all of it says where nothing is in its way. */
export const everythingHostile = [
  ...['inline script', 'handler', 'eval', 'new Function', 'HTML', 'another trusted type', 'script text'],
  ...['a timer of text', 'timer', 'inline style', 'style attribute', 'another base'],
];

/**
 * What a hostile document at the page's own address gets done: with the headers of the real answer or, to show that
 * this can fail, without its policy.
 */
export async function ranInHostileDocument(
  page: Page,
  origin: string,
  { policy }: { policy: boolean },
): Promise<string[]> {
  await page.route(`${origin}/**`, async (route) => {
    const isScript = route.request().url() === `${origin}/own.js`;
    const response = await route.fetch({ url: `${origin}/` });
    const { 'content-security-policy': own = '', ...others } = response.headers();
    const type = isScript ? 'text/javascript' : 'text/html';
    const headers = {
      ...others,
      ...(policy ? { 'content-security-policy': own } : {}),
      'content-type': type,
    };
    await route.fulfill({ status: 200, headers, body: isScript ? hostileScript : hostileDocument(origin) });
  });
  await page.goto(`${origin}/`);
  return whatRan(page);
}

/** What the hostile document in a page got done. */
export async function whatRan(page: Page): Promise<string[]> {
  await page.waitForLoadState('load');
  // The timer's turn comes before this one's.
  return page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return (globalThis as { ran?: string[] }).ran ?? ['nothing was tried'];
  });
}
