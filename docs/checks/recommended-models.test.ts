import { expect, it } from 'vitest';
import { recommendedModels } from '../../packages/core/src/index.js';
import { recommendedTable } from './recommended-models.js';
import { expectShown } from './shown-table.js';

it('is what the guide shows; UPDATE_DOCS=1 writes it anew', () => {
  expectShown('docs/guide/models.md', 'recommended models', recommendedTable());
});

it('names each model once, in words that fit into a row', () => {
  const ids = recommendedModels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, forbids, goodFor } of recommendedModels) {
    expect(id).toMatch(/^[\w.-]+\/[\w.-]+$/);
    expect(`${forbids}${goodFor}`).not.toMatch(/[|\n]/);
  }
});
