import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isPattern, matchFiles } from './match-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-match-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function match(pattern: string, files: readonly string[]): Promise<string[]> {
  for (const file of files) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), '');
  }
  const found = await matchFiles(`${folder}/${pattern}`);
  return found.map((path) => relative(folder, path));
}

it.each<[what: string, pattern: string, matched: string, others?: string[]]>([
  ['brackets in a folder', 'trip [2024]/*.png', 'trip [2024]/a.png', ['trip 2/b.png']],
  ['braces in a folder', '{old}/*.png', '{old}/a.png'],
  ['an exclamation mark in front', '!new/*.png', '!new/a.png'],
  ['parentheses and a plus', 'C+(1)/*.png', 'C+(1)/a.png'],
  ['a pattern that goes up', 'x/../New (2)/*.png', 'New (2)/a.png', ['x/b.png']],
  ['parentheses behind a star', '*/New (2)/*.png', 'x/New (2)/a.png'],
  ['brackets behind a star', '*/trip [2024]/*.png', 'x/trip [2024]/a.png'],
  ['parentheses in a name', '*(2).png', 'a (2).png', ['a.jpg']],
  ['parentheses of which one is missing', '*(2*.png', 'a (2.png'],
  ['a bracket that is open', 'a[*.png', 'a[1.png', ['b.png']],
  ['a brace that is open', 'a{*.png', 'a{1.png', ['b.png']],
  ['an exclamation mark before a star', '!*.png', '!a.png', ['b.png']],
  ['a plus behind a class', '[ab]+*.png', 'a+1.png', ['aa1.png']],
  ['a class of letters', 'a[12].png', 'a1.png'],
  ['alternatives', '@(a|b).png', 'b.png', ['c.png']],
  ['braces', '{a,b}*.png', 'b1.png', ['c.png']],
  ['letters of other scripts', '猫 (2)/*é*.png', '猫 (2)/été.png'],
  ['a linked folder', 'here/*.png', 'a.png'],
])('matches %s', async (_, pattern, matched, others = []) => {
  expect(isPattern(pattern)).toBe(true);
  if (pattern.startsWith('here/')) await symlink('.', join(folder, 'here'));
  expect((await match(pattern, [matched, ...others])).map((path) => path.replace(/^here\//, ''))).toEqual([matched]);
});

it('matches in the order of numbers, in folders and below them', async () => {
  const files = ['p-10.png', 'p-2.png', 'x/p-1.png', 'x/y/p-3.png', 'x/p.txt'];
  expect(await match('*.png', files)).toEqual(['p-2.png', 'p-10.png']);
  expect(await match('**/*.png', files)).toEqual(['p-2.png', 'p-10.png', 'x/p-1.png', 'x/y/p-3.png']);
  expect(await match('x/**/*.{png,txt}', files)).toEqual(['x/p-1.png', 'x/p.txt', 'x/y/p-3.png']);
  expect(await match('none*', files)).toEqual([]);
});

it('reads signs behind a backslash as letters', async () => {
  if (process.platform === 'win32') return; // there it parts folders
  expect(await match('a\\[1\\]*.png', ['a[1]b.png', 'a1b.png'])).toEqual(['a[1]b.png']);
  expect(await match('a\\*b*.png', ['a*b.png', 'acb.png'])).toEqual(['a*b.png']);
});
