import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { modelFolder } from './index.js';
import { modelFiles, modelSizes } from './web.js';

/** What core does not read where vocab.json and merges.txt are there, and documents. */
const notFetched = /(^|\/)(tokenizer\.json|.*\.md|LICENSE)$/;

it('gives browsers every file of the model that is needed', () => {
  const folder = fileURLToPath(modelFolder);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('//', '/').slice(folder.length))
    .filter((path) => !notFetched.test(path))
    .sort();
  expect(Object.keys(modelFiles()).sort()).toEqual(paths);
  for (const [path, url] of Object.entries(modelFiles())) expect(url).toBe(new URL(path, modelFolder).href);
});

it('knows their sizes', () => {
  const sizes = Object.keys(modelFiles()).map((path) => [path, statSync(new URL(path, modelFolder)).size]);
  expect(modelSizes).toEqual(Object.fromEntries(sizes));
});
