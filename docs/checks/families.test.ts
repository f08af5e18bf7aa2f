import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { families } from '../../packages/core/src/families/index.js';
import { root } from './examples.js';

const guide = 'docs/guide/';
const read = (page: string) => readFileSync(join(root, guide, page), 'utf8');
/** Rows of the table of families. */
const rows = read('models.md')
  .split('\n')
  .filter((line) => /^\| `/.test(line));

describe.each(families.map((family) => [family.name, family] as const))('%s', (name, { defaults, options }) => {
  const row = rows.find((line) => line.split('|')[1]!.includes(`\`${name}\``)) ?? '';

  it('has its row, with its defaults', () => {
    const [, , , told = ''] = row.split('|');
    expect(told).toContain(`${defaults.steps},`);
    if (defaults.guidanceScale > 1) expect(told).toContain(`${defaults.guidanceScale}`);
  });

  it('has a page with its options, an example, settings, downloads, costs and licence', () => {
    const page = /\]\((models\/[\w-]+\.md)/.exec(row)?.[1] ?? '';
    const text = read(page);
    for (const option of options) expect(text).toContain(`\`${option}\``);
    expect(text).toMatch(/^```ts$/m);
    for (const heading of ['Settings', 'Download', 'What it costs', 'Licence'])
      expect(text).toContain(`\n## ${heading}\n`);
  });
});
