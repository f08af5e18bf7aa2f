import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Code that documentation shows: a fenced block of a page, or of a docstring. */
export interface Example {
  /** From the root of the repository, with `/`. */
  readonly file: string;
  /** Line of the file that the code begins at, from 1. */
  readonly line: number;
  /** What stands behind the fence; empty for none. */
  readonly language: string;
  readonly code: string;
}

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where an example stands, as editors and terminals link it. */
export const placeOf = ({ file, line }: Example) => `${file}:${line}`;

const elsewhere = /(^|\/)(node_modules|dist|golden|api|\.changeset|training|\.next)(\/|$)/;

/** All blocks of all pages, and of the docstrings of all packages. */
export function findExamples(): Example[] {
  const sources = filesIn('packages').filter((file) => /\/src\/.*\.tsx?$/.test(file) && !file.endsWith('.test.ts'));
  return [
    ...findPages().flatMap((file) => blocksOf(file, readText(file))),
    ...sources.flatMap((file) => blocksOf(file, docstringsOf(readText(file)))),
  ];
}

/** All pages of documentation, as paths from the root. */
export function findPages(): string[] {
  const files = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs'), ...filesIn('packages'), ...filesIn('examples')];
  return files.filter((file) => file.endsWith('.md'));
}

const readText = (file: string) => readFileSync(join(root, file), 'utf8');

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${relative(root, join(root, folder)).replaceAll('\\', '/')}/${entry.name}`;
    if (elsewhere.test(path)) return [];
    return entry.isDirectory() ? filesIn(path) : [path];
  });
}

/** The text of a source's docstrings, at the lines where it stands; all other lines are empty. */
function docstringsOf(source: string): string {
  const lines = source.split('\n').map(() => '');
  for (const { 0: comment, index } of source.matchAll(/\/\*\*.*?\*\//gs)) {
    const first = source.slice(0, index).split('\n').length - 1;
    comment.split('\n').forEach((line, offset) => {
      lines[first + offset] = line.replace(/^\s*(\/\*\*|\*(?!\/)) ?/, '').replace(/\s*\*\/$/, '');
    });
  }
  return lines.join('\n');
}

function blocksOf(file: string, text: string): Example[] {
  return [...text.matchAll(/^( *)(`{3,}|~{3,})([^\n`]*)\n(.*?)^ *\2 *$/gms)].map((block) => {
    const [, indent = '', , language = '', code = ''] = block;
    return {
      file,
      line: text.slice(0, block.index).split('\n').length + 1,
      language: language.trim(),
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    };
  });
}
