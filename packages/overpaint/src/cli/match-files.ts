import { join } from 'node:path';
import { glob } from 'tinyglobby';
import { isFolder } from './folders.js';

/** Whether a name may stand for several files. */
export const isPattern = (name: string): boolean => /[*?[{]|[+@!]\(/.test(name);

/**
 * The files that a pattern such as `photos/**\/*.{jpg,png}` matches, in order of their names (`photo-2` before
 * `photo-10`). Signs mean what they mean to a shell, and less where files say so: folders that exist under the pattern's
 * own letters (`New folder (2)/*.png`, `trip [2024]/*.png`) are those folders, parentheses are letters unless one of
 * `?*+@!` stands before them, and a pattern that matches nothing is read again with all but `*` and `?` as letters.
 */
export async function matchFiles(pattern: string): Promise<string[]> {
  const slashes = process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern;
  const { folder, rest } = await splitExistingFolder(slashes);
  for (const reading of [withBareSignsAsLetters(rest), withAllButWildcardsAsLetters(rest)]) {
    const found = await glob(reading, { cwd: folder, onlyFiles: true, expandDirectories: false });
    if (found.length > 0) return found.map((path) => join(folder, path)).sort(byNumber);
  }
  return [];
}

const byNumber = new Intl.Collator('en', { numeric: true }).compare;

/** The longest beginning of a pattern that is a folder as it is written, and what comes after it. */
async function splitExistingFolder(pattern: string): Promise<{ folder: string; rest: string }> {
  let end = -1;
  for (let slash = pattern.indexOf('/'); slash >= 0; slash = pattern.indexOf('/', slash + 1)) {
    if (!(await isFolder(pattern.slice(0, slash + 1)))) break;
    end = slash;
  }
  return { folder: pattern.slice(0, end + 1) || '.', rest: pattern.slice(end + 1) };
}

/** Signs that the matcher knows and shells do not are letters: `(` and `|` outside of `@(a|b)`, `+`, and `!` in front. */
function withBareSignsAsLetters(pattern: string): string {
  const open: boolean[] = []; // whether each parenthesis that is open has a meaning
  return pattern.replace(/\\.|[?*+@!]?\(|[)|+]|^!/g, (sign, at: number) => {
    if (sign.endsWith('(')) {
      const means = sign.length === 2 && pattern.indexOf(')', at) > 0;
      open.push(means);
      return means ? sign : `${sign.slice(0, -1)}\\(`;
    }
    if (sign === ')') return open.pop() ? sign : '\\)';
    if (sign === '|' && open.includes(true)) return sign;
    return sign.startsWith('\\') ? sign : `\\${sign}`;
  });
}

const withAllButWildcardsAsLetters = (pattern: string) =>
  pattern.replace(/\\.|[[\]{}()|+@!]/g, (sign) => (sign.startsWith('\\') ? sign : `\\${sign}`));
