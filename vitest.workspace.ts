/// <reference types="@vitest/browser/providers/playwright" />
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

// Tests run on the sources, so that they need no build. Longer names first: string aliases match prefixes.
const resolve = {
  alias: {
    '@overpaint/core/testing': source('core/src/testing/index.ts'),
    '@overpaint/core': source('core/src/index.ts'),
    '@overpaint/presets': source('presets/src/index.ts'),
    '@overpaint/node': source('node/src/index.ts'),
    '@overpaint/web': source('web/src/index.ts'),
    '@overpaint/model-mini/web': source('model-mini/src/web.ts'),
    '@overpaint/model-mini': source('model-mini/src/index.ts'),
  },
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'node',
          environment: 'node',
          include: ['packages/*/src/**/*.test.ts', 'examples/*/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.browser.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
