import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recommendedModels } from '../../packages/core/src/index.js';
import { root } from './examples.js';
import { recommendedTable } from './recommended-models.js';

const page = join(root, 'docs/guide/models.md');
const [begin, end] = ['<!-- recommended models: begin -->', '<!-- recommended models: end -->'];

it('is what the guide shows; UPDATE_DOCS=1 writes it anew', () => {
  const text = readFileSync(page, 'utf8');
  const before = text.slice(0, text.indexOf(begin) + begin.length);
  const after = text.slice(text.indexOf(end));
  const wanted = `${before}\n${recommendedTable()}\n${after}`;
  if (process.env['UPDATE_DOCS']) writeFileSync(page, wanted);
  else expect(text).toBe(wanted);
});

it('names each model once, in words that fit into a row', () => {
  const ids = recommendedModels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, forbids, goodFor } of recommendedModels) {
    expect(id).toMatch(/^[\w.-]+\/[\w.-]+$/);
    expect(`${forbids}${goodFor}`).not.toMatch(/[|\n]/);
  }
});
