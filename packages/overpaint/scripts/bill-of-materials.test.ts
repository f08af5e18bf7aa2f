import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
// @ts-expect-error a plain script
import { missingIn } from './bill-of-materials.mjs';

const tarballs = [{ name: 'overpaint' }, { name: '@overpaint/queue' }];
const shown =
  '<!-- licences: begin -->\n| licence | packages |\n| --- | --- |\n| MIT | bullmq, @img/sharp-* |\n<!-- licences: end -->';
const component = (path: string) => {
  const [name, group] = path.split('/').reverse();
  return { name, ...(group && { group }) };
};
const all = ['overpaint', '@overpaint/queue', 'bullmq', '@img/sharp-linux-x64'];

it('finds what a bill of materials lacks of our packages, and of those that come along', () => {
  expect(missingIn({ components: all.map(component) }, tarballs, shown)).toEqual([]);
  expect(missingIn({ components: [] }, tarballs, shown)).toEqual([
    'overpaint',
    '@overpaint/queue',
    'bullmq',
    '@img/sharp-*',
  ]);
});

it('reads the table of licences as the page has it', () => {
  const page = readFileSync(new URL('../../../docs/packages.md', import.meta.url), 'utf8');
  const missing = missingIn({ components: [] }, tarballs, page) as string[];
  expect(missing).toEqual(expect.arrayContaining(['bullmq', 'onnxruntime-node', '@img/sharp-libvips-*', 'hono']));
});
