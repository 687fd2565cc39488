import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import type { Source } from './sources.ts';

/** Which files each file imports, types included; files outside the counted folders are left out. */
export type Imports = ReadonlyMap<string, readonly string[]>;

export function importsOf(sources: readonly Source[]): Imports {
  const known = new Set(sources.map(({ path }) => path));
  return new Map(
    sources.map(({ path, script }) => {
      const names = ts.preProcessFile(script, true, true).importedFiles.map(({ fileName }) => fileName);
      const targets = names.filter((name) => name.startsWith('.')).map((name) => join(dirname(path), name));
      return [path, [...new Set(targets)].filter((target) => known.has(target))];
    }),
  );
}

/** The groups of files that import each other, directly or not: strongly connected components, by Tarjan's algorithm. */
export function circlesIn(imports: Imports): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];

  function visit(path: string): number {
    order.set(path, order.size);
    let lowest = order.size - 1;
    stack.push(path);
    for (const target of imports.get(path) ?? []) {
      if (!order.has(target)) lowest = Math.min(lowest, visit(target));
      else if (stack.includes(target)) lowest = Math.min(lowest, order.get(target) ?? 0);
    }
    low.set(path, lowest);
    if (lowest === order.get(path)) close(path);
    return lowest;
  }

  function close(path: string): void {
    const circle = stack.splice(stack.indexOf(path));
    const isOwn = imports.get(path)?.includes(path) ?? false;
    if (circle.length > 1 || isOwn) circles.push(circle.sort());
  }

  for (const path of imports.keys()) if (!order.has(path)) visit(path);
  return circles;
}
