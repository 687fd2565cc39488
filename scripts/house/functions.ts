import ts from 'typescript';
import type { Source } from './sources.ts';

export interface LongFunction {
  path: string;
  /** The line it begins on, and how many it takes. */
  line: number;
  lines: number;
}

/** A suite is a list of claims, and may be long. */
const suites = ['describe', 'test', 'it'];

/** Every function that takes more lines than `most`, signature included. */
export function longFunctions({ path, script }: Source, most: number): LongFunction[] {
  const file = ts.createSourceFile(path, script, ts.ScriptTarget.Latest, true);
  const found: LongFunction[] = [];
  function look(node: ts.Node): void {
    if (ts.isFunctionLike(node) && 'body' in node && node.body && !isSuite(node)) {
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line;
      const lines = file.getLineAndCharacterOfPosition(node.end).line - line + 1;
      if (lines > most) found.push({ path, line: line + 1, lines });
    }
    ts.forEachChild(node, look);
  }
  look(file);
  return found;
}

/** Whether it is what `describe`, `test` or `test.each(…)` is called with. */
function isSuite(node: ts.Node): boolean {
  if (!ts.isCallExpression(node.parent)) return false;
  let called: ts.Node = node.parent.expression;
  while (!ts.isIdentifier(called)) {
    if (ts.isCallExpression(called) || ts.isPropertyAccessExpression(called)) called = called.expression;
    else if (ts.isTaggedTemplateExpression(called)) called = called.tag;
    else return false;
  }
  return suites.includes(called.text);
}
