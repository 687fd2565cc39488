import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inPageWords } from '../../renderer/host-words/host-words.ts';
import { getLocale, overwriteGetLocale } from '../../renderer/messages/compiled/runtime.js';

// The host and the adapters write English, and the page finds its own words by it (`renderer/host-words`). A sentence that
// they change or add without a message would be English on a German page.

/** Where texts are for the terminal that Sessiondeck was started in, not for the page. */
const forTheTerminal = [
  'electron/host/process/',
  'electron/host/scrub/report.ts',
  'electron/host/store/{copy,data-folder,open,rescue,sound}.ts',
];
/** Texts that the page never gets, each with why. */
const notForThePage: Record<string, string> = {
  'a list is read at least once': 'a fault of the program',
  'ky is expected to hand over a Request': 'a fault of the program',
  'the adapter ends a session without a request': 'a fault of the program',
  'the run has no item 7': 'a fault of the program',
  'a jar that cannot be serialized': 'a fault of the program',
  'the timeline': 'names the place of a fault in a report',
  'the copy': 'names the place of a fault in a report',
  'this host name leads to a refused address': 'replaced by the words for its code',
  'this name leads to another machine': 'replaced by the words for its code',
  'no address': 'replaced by the words for its code',
  'unexpected redirect': 'compared with what fetch says',
  "require-trusted-types-for 'script'; trusted-types svelte-trusted-html": 'a header',
  'the feed answered 7': 'the desktop reports it',
  'the feed names no version': 'the desktop reports it',
  'this machine': 'part of a name for a limit',
  'Google app': 'a name',
  'Check code': 'sent to the phone, and shown as it was sent',
  'Only confirm what you asked for yourself, and only where the check code is the same.': 'sent to the phone',
  ' · ended though not planned 7': 'follows totals, as one of the outcomes below',
  'Sessions cannot be ended from here until then.': 'follows a sentence, as one of those below',
  '7 to end in 7 7 · 7': 'is put together, as one of those below',
  call: 'a part of that',
  calls: 'a part of that',
  'the answer does not have the documented shape7': 'is put together, as one of those below',
  yes: 'compared with whether a push was sent',
  '7 cannot be used: 7. 7': 'is put together from sentences, as below',
};
/** Sentences that are put together from parts, as the page gets them. */
const putTogether = [
  '1 to end in 1 call · sent at once',
  '3 to end in 2 calls · waits 20 s',
  'ended 3 · failed 1 · not sent 0 · unknown 0 of 4 · ended though not planned 1',
  '/data/lock cannot be used: it is a folder, and has to be a file: move it away. Sessions cannot be ended from here until then.',
  'the answer does not have the documented shape at “sessions.0.id”',
  'the data folder: the disk is full: free some space',
  'the audit log: the disk is full; nothing was sent',
  'failed: unreachable: there is no network (ENETUNREACH)',
];
/** Outcomes and acts of one word that German has as well. */
const alike = ['push', 'demo'];

const paths = globSync('electron/{adapters,bridge,host}/**/*.ts', {
  exclude: forTheTerminal.flatMap(filesOf),
})
  .map((path) => path.replaceAll('\\', '/'))
  .concat('electron/main/ipc.ts', 'electron/main/outward/external.ts');

function filesOf(pattern: string): string[] {
  return globSync(pattern.endsWith('/') ? `${pattern}*.ts` : pattern);
}

const original = getLocale;
beforeAll(() => overwriteGetLocale(() => 'de'));
afterAll(() => overwriteGetLocale(original));

/** The texts in a source, with 7 for whatever is put into them; parts that are joined by + as one. */
function textsIn(source: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node, property: string): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    const text = textOf(node);
    if (text !== null && (/[a-z]{2,} [a-z]{2,}/.test(text) || isShort(property, text))) texts.push(text);
    if (text !== null && !ts.isTemplateExpression(node)) return;
    const name = nameOf(node) ?? property;
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(ts.createSourceFile('any.ts', source, ts.ScriptTarget.Latest, true), '');
  return texts;
}

function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `7${literal.text}`).join('');
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return null;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  return left === null || right === null ? null : left + right;
}

/** What a property or a variable is called that this is the value of. */
function nameOf(node: ts.Node): string | null {
  if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) return node.name.getText();
  return ts.isCallExpression(node) || ts.isBlock(node) ? '' : null;
}

/** An outcome of one word, or an act of one, which is no call's name and no request. */
function isShort(property: string, text: string): boolean {
  return ['got', 'tried', 'outcome'].includes(property) && /^[a-z]{3,}$/.test(text) && !alike.includes(text);
}

/** Texts that the page has no words for; the words for a network's failure come with its code behind. */
function unsaidIn(source: string): string[] {
  const isSQL = (text: string) => /\b(SELECT|INSERT|UPDATE|DELETE FROM|CREATE|PRAGMA|WHERE)\b/.test(text);
  const isSaid = (text: string) => [text, `${text} (ECODE)`].some((one) => inPageWords(one) !== one);
  return textsIn(source).filter(
    (text) => !isSQL(text) && !Object.hasOwn(notForThePage, text) && !isSaid(text),
  );
}

test('the page has words for every sentence of the host and the adapters', () => {
  const unsaid = paths.flatMap((path) =>
    unsaidIn(readFileSync(path, 'utf8')).map((text) => `${path}: ${text}`),
  );
  expect(unsaid).toEqual([]);
  expect(paths.length).toBeGreaterThan(150);
});

test.each(putTogether)('%s', (text) => {
  const said = inPageWords(text);
  expect(said).not.toBe(text);
  expect(said).not.toMatch(/\b(the|not|ended|sent|cannot|failed|data folder|disk)\b/);
});

test.each([
  ["fail({ code: 'invalid', tried, got: 'this cannot be had today' });", 'this cannot be had today'],
  ['const got = `no more than ${most} of these today`;', 'no more than 7 of these today'],
  ["const words = 'left in ' + 'two parts';", 'left in two parts'],
  ["({ outcome: isDone ? 'finalised' : 'switched' })", 'finalised'],
])('the control: %s is noticed', (source, text) => {
  expect(unsaidIn(source)).toEqual([text]);
});
