import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadFiles } from '../../electron/host/shell/page-files.ts';
import { answerFrom, pageUrl, servePage } from '../../electron/main/page.ts';
import { directivesOf, wantedDirectives } from '../support/policy.ts';
import { pathPieces } from '../support/path-pieces.ts';
import { newFolder } from '../support/host.ts';

const canary = 'only outside';
let above: string;
let folder: string;
let answer: ReturnType<typeof answerFrom>;

beforeAll(() => {
  above = newFolder();
  folder = join(above, 'page');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(above, 'secret.js'), canary);
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'assets/page.js'), 'own');
  writeFileSync(join(folder, 'notes.txt'), canary);
  symlinkSync(join(above, 'secret.js'), join(folder, 'assets/link.js'));
  answer = answerFrom(loadFiles(folder));
});
afterAll(() => rmSync(above, { recursive: true }));

const get = (url: string, method = 'GET') => answer({ url, method });

describe('the page’s own scheme', () => {
  test.each([
    ['app://page/index.html', 'text/html; charset=utf-8'],
    ['app://page/', 'text/html; charset=utf-8'],
    ['app://page/assets/page.js', 'text/javascript; charset=utf-8'],
    ['app://page/assets/../assets/page.js?x=1', 'text/javascript; charset=utf-8'],
  ])('%s is served as %s, and as nothing else', (url, type) => {
    const { status, headers } = get(url);
    expect([status, headers.get('Content-Type'), headers.get('X-Content-Type-Options')]).toEqual([
      ...[200, type, 'nosniff'],
    ]);
  });

  test.each([
    ['app://page/../secret.js', 404],
    ['app://page/%2e%2e/secret.js', 404],
    ['app://page/%252e%252e/secret.js', 404],
    ['app://page/assets/%2e%2e%2fsecret.js', 404],
    ['app://page/..\\secret.js', 404],
    ['app://page/%5c..%5csecret.js', 404],
    ['app://page//secret.js', 404],
    ['app://page/assets/page.js%00.html', 404],
    ['app://page/assets/link.js', 404],
    ['app://page/notes.txt', 404],
    ['app://page/assets/', 404],
    ['app://page/__proto__', 404],
    ['app://other/index.html', 403],
    ['app://page@other/index.html', 403],
    ['app://user@page/index.html', 403],
    ['app://page.evil/index.html', 403],
    ['file:///etc/passwd', 403],
    ['https://page/index.html', 403],
    ['', 403],
  ])('“%s” is refused with %i', async (url, status) => {
    const response = get(url);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
  });

  test.each(['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'get', ''])('%s is refused', (method) => {
    expect(get(pageUrl, method).status).toBe(405);
  });

  test('no path of 100,000 leads out of the folder or to a file that was not there when it was read', async () => {
    const files = loadFiles(folder);
    writeFileSync(join(folder, 'later.js'), canary);
    const piece = fc.constantFrom(...pathPieces, 'assets', 'secret.js', 'later.js', 'é');
    const path = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      fc.string(),
    );
    const bodies = new Set([...files.values()].map(({ body }) => body.toString()));
    let served = 0;
    await fc.assert(
      fc.asyncProperty(path, async (name) => {
        const response = get(`app://page/${name}`);
        if (response.status !== 200) return response.body === null;
        served += 1;
        return bodies.has(await response.text());
      }),
      { numRuns: 2000 },
    );
    expect(served).toBeGreaterThan(0);
  });

  test('it is registered on the session that it is given, and on no other', () => {
    const registered: string[] = [];
    servePage({ protocol: { handle: (scheme) => void registered.push(scheme) } }, folder);
    expect(registered).toEqual(['app']);
  });
});

test.each([pageUrl, 'app://page/assets/page.js', 'app://page/none', 'app://other/'])(
  '%s comes with the content security policy, exactly',
  (url) => {
    expect(directivesOf(get(url).headers.get('Content-Security-Policy') ?? '')).toEqual(
      wantedDirectives("'none'"),
    );
  },
);

test('a policy with a colon after its directives is told apart: the claim above can fail', () => {
  const wrong = directivesOf("default-src: 'none'; object-src: 'none'");
  expect(wrong.has('default-src')).toBe(false);
});
