import { dirname } from 'node:path/posix';
import ts from 'typescript';
import { longFunctions } from './functions.ts';
import { circlesIn, importsOf } from './imports.ts';
import { reasons } from './small-files.ts';
import { lineCount, type Source } from './sources.ts';

/** One rule of the house: what breaks it, and how much of that is allowed. */
export interface Rule {
  name: string;
  most: number;
  found: string[];
}

const bounds = {
  filesInFolder: 20,
  functionLines: 40,
  longFunctions: 10,
  fileLines: 250,
  smallFile: 25,
  smallFiles: 10,
};

/** Every rule, checked on these files. @param why path → reason, for the small files that only one file imports */
export function rulesOn(sources: readonly Source[], why: Readonly<Record<string, string>> = reasons): Rule[] {
  const small = smallFiles(sources);
  const long = sources.flatMap((source) => longFunctions(source, bounds.functionLines));
  return [
    {
      name: 'import circles',
      most: 0,
      found: circlesIn(importsOf(sources)).map((circle) => circle.join(' ↔ ')),
    },
    { name: `folders over ${bounds.filesInFolder} files`, most: 0, found: fullFolders(sources) },
    {
      name: `functions over ${bounds.functionLines} lines`,
      most: bounds.longFunctions,
      found: long.map(({ path, line, lines }) => `${path}:${line} has ${lines}`),
    },
    { name: `files over ${bounds.fileLines} lines`, most: 0, found: longFiles(sources) },
    { name: 'small files of one importer', most: bounds.smallFiles, found: small },
    { name: '… that have no reason', most: 0, found: small.filter((path) => !why[path]) },
    { name: '… with a reason that is out of date', most: 0, found: outOfDate(why, small) },
    {
      name: 'files that only re-export',
      most: 0,
      found: sources.filter(onlyReExports).map(({ path }) => path),
    },
  ];
}

function fullFolders(sources: readonly Source[]): string[] {
  const folders = Map.groupBy(sources, ({ path }) => dirname(path));
  return [...folders]
    .filter(([, files]) => files.length > bounds.filesInFolder)
    .map(([folder, files]) => `${folder} has ${files.length}`);
}

function longFiles(sources: readonly Source[]): string[] {
  return sources
    .map(({ path, text }) => ({ path, lines: lineCount(text) }))
    .filter(({ lines }) => lines > bounds.fileLines)
    .map(({ path, lines }) => `${path} has ${lines}`);
}

/** Files so short that they may belong in the one file that imports them. */
function smallFiles(sources: readonly Source[]): string[] {
  const importers = new Map<string, number>();
  for (const target of [...importsOf(sources).values()].flat())
    importers.set(target, (importers.get(target) ?? 0) + 1);
  return sources
    .filter(
      ({ path, text }) =>
        path.endsWith('.ts') && lineCount(text) < bounds.smallFile && importers.get(path) === 1,
    )
    .map(({ path }) => path);
}

function outOfDate(why: Readonly<Record<string, string>>, small: readonly string[]): string[] {
  return Object.keys(why).filter((path) => !small.includes(path));
}

function onlyReExports({ path, script }: Source): boolean {
  const { statements } = ts.createSourceFile(path, script, ts.ScriptTarget.Latest);
  return (
    statements.some((statement) => ts.isExportDeclaration(statement)) &&
    statements.every((statement) => ts.isExportDeclaration(statement) || ts.isImportDeclaration(statement))
  );
}
