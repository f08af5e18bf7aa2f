import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { findPages, root } from './examples.js';

/** Without code, where brackets mean something else. */
const textOf = (page: string) => readFileSync(join(root, page), 'utf8').replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');

/** What pages link to beside them: pictures, pages, folders. */
const links = findPages().flatMap((page) =>
  [...textOf(page).matchAll(/\]\((?![a-z]+:|#)([^)\s#]+)/g)].map(([, link = '']) => ({ page, link })),
);

it('links to what is there', () => {
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter(({ page, link }) => !existsSync(join(root, dirname(page), decodeURI(link))))).toEqual([]);
});

it.each([
  ['examples', /^[^.]+$/, 'README.md'],
  ['docs/decisions', /^2.*\.md$/, ''],
])('%s/README.md lists all of its folder', (folder, entry, page) => {
  const listed = links.filter((link) => link.page === `${folder}/README.md`).map(({ link }) => link);
  const there = readdirSync(join(root, folder)).filter((name) => entry.test(name));
  expect(listed.sort()).toEqual(there.map((name) => [name, page].filter(Boolean).join('/')).sort());
});
