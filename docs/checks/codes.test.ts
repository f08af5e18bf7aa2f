import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { root } from './examples.js';

/** The words of a union of strings. */
function wordsOf(file: string, name: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
  const type = source.statements.filter(ts.isTypeAliasDeclaration).find((alias) => alias.name.text === name)?.type;
  if (!type || !ts.isUnionTypeNode(type)) throw new Error(`${file} has no union ${name}.`);
  return type.types.filter(ts.isLiteralTypeNode).map(({ literal }) => (literal as ts.StringLiteral).text);
}

it.each([
  ['errors', 'packages/core/src/errors/overpaint-error.ts', 'ErrorCode', /^\| `([A-Z_]+)` `/gm],
  ['warnings', 'packages/core/src/warning.ts', 'WarningCode', /^\| `(?!code)([a-z-]+)` \|/gm],
])('lists all codes of %s', (_, file, name, row) => {
  const page = readFileSync(join(root, 'docs/guide/errors.md'), 'utf8');
  expect([...page.matchAll(row)].map(([, code]) => code).sort()).toEqual(wordsOf(file, name).sort());
});
