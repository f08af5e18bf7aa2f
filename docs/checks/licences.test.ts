import { expect, it } from 'vitest';
import { dependencies, licenceTable } from './licences.js';
import { expectShown } from './shown-table.js';

const found = dependencies();

/** Those under which a program of any licence, also one that is sold, may use a library. */
const fitting = [
  ...['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD', 'CC0-1.0'],
  ...['(MIT OR CC0-1.0)', '(AFL-2.1 OR BSD-3-Clause)'],
];

it('is what the page shows; UPDATE_DOCS=1 writes it anew', () => {
  expectShown('docs/packages.md', 'licences', licenceTable(found));
});

it('has fitting licences only, but for one library that is linked at run time', () => {
  const others = found.filter(({ licence }) => !fitting.includes(licence));
  expect(others.map(({ name, licence }) => [name, licence])).toEqual([['@img/sharp-libvips-*', 'LGPL-3.0-or-later']]);
});

it('brings nothing along with the presets and the embedded model, and one library with the core', () => {
  const broughtBy = (name: string) =>
    found.filter((entry) => entry.broughtBy.includes(name)).map((entry) => entry.name);
  expect(broughtBy('@overpaint/presets')).toEqual([]);
  expect(broughtBy('@overpaint/model-mini')).toEqual([]);
  expect(broughtBy('@overpaint/core')).toEqual(['@huggingface/tokenizers']);
});
