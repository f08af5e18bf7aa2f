import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
// @ts-expect-error a plain script
import { schedulerPages } from '../../scripts/scheduler-pages.mjs';
import { schedulers } from './scheduler-info.js';

it('are as the docstrings say (node packages/core/scripts/scheduler-pages.mjs writes them)', async () => {
  const pages = (await schedulerPages(schedulers)) as Record<string, string>;
  expect(Object.keys(pages)).toHaveLength(schedulers.length + 1);
  for (const [name, text] of Object.entries(pages)) {
    expect(readFileSync(new URL(`../../../../docs/schedulers/${name}`, import.meta.url), 'utf8')).toBe(text);
  }
});
