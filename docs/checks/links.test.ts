import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { findPages, root } from './examples.js';

/** Without code, where brackets mean something else. */
const textOf = (page: string) =>
  readFileSync(join(root, page), 'utf8').replaceAll(/```[\s\S]*?```|`[^`\n]*`(?!\])/g, '');

/** What pages link to beside them: pictures, pages, folders. */
const links = findPages().flatMap((page) =>
  [...textOf(page).matchAll(/\]\((?![a-z]+:|#)([^)\s#]+)/g)].map(([, link = '']) => ({ page, link })),
);

it('links to what is there', () => {
  expect(links.length).toBeGreaterThan(100);
  const broken = links.filter(({ page, link }) => !existsSync(join(root, dirname(page), decodeURI(link))));
  // What `npm test` writes is not there before.
  expect(broken.filter(({ link }) => !link.endsWith('docs/api'))).toEqual([]);
});
