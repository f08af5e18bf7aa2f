import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { unlistedImports } from './unlisted-imports.mjs';

const folder = mkdtempSync(join(tmpdir(), 'overpaint-imports-'));

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is wrong with a package that depends on `listed` and, where a program asks for them, on `peer` and `maybe`. */
function wrongIn(files: Readonly<Record<string, string>>): string[] {
  const manifest = {
    name: 'it',
    dependencies: { listed: '1', '@scope/listed': '1' },
    peerDependencies: { peer: '1', maybe: '1' },
    peerDependenciesMeta: { maybe: { optional: true } },
  };
  for (const [path, text] of Object.entries({ ...files, 'package.json': JSON.stringify(manifest) })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return unlistedImports(folder).map((line) => line.replace('it: ', ''));
}

it.each([
  'import { a } from "other";',
  'import type { A } from "other";',
  'import * as other from "other";',
  'import "other";',
  'import other = require("other");',
  'export * from "other";',
  'export { a as b } from "other";',
  'export type { A } from "other/deep";',
  'export declare const a: import("other").A;',
  'export declare function f(a: Promise<import("other").A[]>): typeof import("other");',
  'import { a } from "@scope/other/deep";',
  'import { a } from "listed-not";',
  '/// <reference types="node" />',
  'import type { Readable } from "node:stream";',
  'import type { A } from "maybe";',
  'export * from "./missing.js";',
  '/// <reference path="./missing.d.ts" />',
])('finds in declarations: %s', (text) => {
  const [found, ...more] = wrongIn({ 'dist/index.d.ts': text, 'dist/index.d.cts': text });
  expect(found).toMatch(
    /^dist.index\.d\.c?ts imports (@scope\/other|other|listed-not|maybe|@types\/node|node:|\.\/missing)/,
  );
  expect(more).toHaveLength(1);
});

it.each([
  'import "other";',
  'export const a = () => import("other");',
  'const a = require("other");',
  'import "./no.js"',
])('finds in programs: %s', (text) => expect(wrongIn({ 'dist/index.js': text })).toHaveLength(1));

it('takes what is listed, what lies beside it, and itself', () => {
  const declarations =
    'export * from "listed"; export * from "@scope/listed/deep"; import type { A } from "peer";' +
    'export * from "./part.js"; export * from "../other.cjs"; export declare const a: import("it/part").A;';
  const program = 'import "node:fs"; import "path"; import "listed"; const a = import("maybe"); import "./index.js";';
  const files = { 'dist/index.d.ts': declarations, 'dist/part.d.ts': '', 'other.d.cts': '', 'dist/index.js': program };
  expect(wrongIn(files)).toEqual([]);
});

it('does not look into packages that lie inside, nor at examples in comments', () => {
  const comment = '/** `import { a } from "other"` */ // import "other"';
  expect(wrongIn({ 'node_modules/other/index.d.ts': 'export * from "more";', 'index.d.ts': comment })).toEqual([]);
});
