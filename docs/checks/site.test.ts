import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
// @ts-expect-error A script without types.
import { deadLinks } from '../site/links.mjs';
// @ts-expect-error A script without types.
import { pages } from '../site/site.mjs';
import { findPages } from './examples.js';

it('finds the links of a built site that lead nowhere', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'overpaint-site-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'other.html'), '<h2 id="there">There</h2>');
  const links = [
    'other.html',
    'other.html#there',
    '#here',
    'https://example.com/x',
    'other.html#gone',
    'gone.html',
    '#gone',
  ];
  const anchors = links.map((link) => `<a href="${link}">`).join('');
  await writeFile(join(folder, 'index.html'), `<script>const a = ' href="x"';</script><p id="here">${anchors}</p>`);
  expect(deadLinks(folder)).toEqual(['index.html: other.html#gone', 'index.html: gone.html', 'index.html: #gone']);
});

it('shows every page, the index first', () => {
  const shown: string[] = pages();
  expect(findPages().filter((page) => page !== 'README.md' && !shown.includes(page))).toEqual([]);
  expect(shown.slice(0, 2)).toEqual(['docs/README.md', 'docs/guide/getting-started.md']);
});
