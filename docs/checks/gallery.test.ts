import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './examples.js';

const folder = join(root, 'docs/gallery');
const page = readFileSync(join(folder, 'README.md'), 'utf8');
const strips = readdirSync(folder).filter((name) => name.endsWith('.jpg'));

it('names the looks that its script paints, in their order', () => {
  const [, looks = ''] = /const looks = \[(.*?)\];/s.exec(readFileSync(join(folder, 'paint.mjs'), 'utf8'))!;
  const [, named = ''] = /left to right: the photo, (.*?)\. Each/s.exec(page)!;
  expect([...named.matchAll(/`([^`]+)`/g)].map(([, look]) => look)).toEqual(
    [...looks.matchAll(/'([^']+)'/g)].map(([, look]) => look),
  );
});

it('shows every strip and says who took its photo, below a megabyte together', () => {
  expect(strips).toHaveLength(9);
  for (const strip of strips) {
    expect(page).toContain(`](${strip})`);
    expect(page).toContain(`| \`${strip}\` |`);
  }
  expect(strips.reduce((sum, strip) => sum + statSync(join(folder, strip)).size, 0)).toBeLessThan(1e6);
});
