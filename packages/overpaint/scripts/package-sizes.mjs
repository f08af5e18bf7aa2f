/** What docs/packages.md says that each package weighs, packed, held against what was packed. */
import { readFileSync, writeFileSync } from 'node:fs';

const page = new URL('../../../docs/packages.md', import.meta.url);
const [begin, end] = ['<!-- sizes: begin -->', '<!-- sizes: end -->'];

/** Compression differs a little between versions of Node; a part that comes or goes weighs more. */
const tolerance = 0.1;

/** @param {readonly { name: string, bytes: number, files: number }[]} packed */
export function sizeTable(packed) {
  return [
    '| package | packed | files |',
    '| --- | --- | --- |',
    ...packed.map(({ name, bytes, files }) => `| \`${name}\` | ${(bytes / 1e6).toFixed(2)} MB | ${files} |`),
  ].join('\n');
}

/** @returns a line for each package that the page does not know as it is */
export function wrongSizes(packed, text = readFileSync(page, 'utf8')) {
  const told = new Map(
    [...text.matchAll(/^\| `([^`]+)` \| ([\d.]+) MB \|/gm)].map(([, name, size]) => [name, size * 1e6]),
  );
  return packed.flatMap(({ name, bytes }) => {
    const size = told.get(name);
    if (size === undefined) return [`${name} is not in the table`];
    const margin = tolerance * size + 10_000; // a hundredth of a megabyte is what the table can tell
    return Math.abs(bytes - size) <= margin ? [] : [`${name} weighs ${bytes / 1e6} MB, the table says ${size / 1e6}`];
  });
}

export function writeSizes(packed) {
  const text = readFileSync(page, 'utf8');
  const before = text.slice(0, text.indexOf(begin) + begin.length);
  writeFileSync(page, `${before}\n${sizeTable(packed)}\n${text.slice(text.indexOf(end))}`);
}
