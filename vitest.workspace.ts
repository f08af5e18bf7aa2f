/// <reference types="@vitest/browser/providers/playwright" />
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

// Tests run on the sources, so that they need no build. Longer names first: string aliases match prefixes.
const resolve = {
  alias: {
    '@overpaint/core/platform': source('core/src/platform/index.ts'),
    '@overpaint/core/series': source('core/src/series/index.ts'),
    '@overpaint/core/testing': source('core/src/testing/index.ts'),
    '@overpaint/core': source('core/src/index.ts'),
    '@overpaint/presets/styles': source('presets/src/styles/index.ts'),
    '@overpaint/presets/lm': source('presets/src/language-model/index.ts'),
    '@overpaint/presets': source('presets/src/index.ts'),
    '@overpaint/node': source('node/src/index.ts'),
    '@overpaint/web/series': source('web/src/series.ts'),
    '@overpaint/web': source('web/src/index.ts'),
    '@overpaint/model-mini/web': source('model-mini/src/web.ts'),
    '@overpaint/model-mini': source('model-mini/src/index.ts'),
    '@overpaint/server': source('server/src/index.ts'),
    '@overpaint/ai-sdk': source('ai-sdk/src/index.ts'),
    '@overpaint/queue': source('queue/src/index.ts'),
    overpaint: source('overpaint/src/index.ts'),
  },
};

/** Tests in a real browser run where there is one: CHROMIUM_PATH=$(command -v chromium). */
const chromium = process.env['CHROMIUM_PATH'];
if (!chromium) process.stderr.write('CHROMIUM_PATH is not set: the tests in a browser are left out.\n');

const browserTests = {
  resolve,
  test: {
    name: 'browser',
    environment: 'node' as const,
    include: ['packages/*/src/**/*.browser.test.ts', 'examples/*/*.browser.test.ts', 'bench/web/*.browser.test.ts'],
    globalSetup: source('web/src/testing/global-setup.ts'),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One browser at a time, and after the other tests: two would measure each other.
    poolOptions: { forks: { singleFork: true } },
  },
};

export default defineConfig({
  test: {
    // Much of a test file is starting and waiting: two side by side pay on two cores, where the usual number is one.
    poolOptions: { forks: { maxForks: Math.max(2, availableParallelism() - 1) } },
    projects: [
      ...(chromium ? [browserTests] : []),
      {
        resolve,
        test: {
          name: 'node',
          environment: 'node',
          env: { ORT_DISABLE_TELEMETRY: '1' }, // for tests that load ONNX Runtime themselves
          include: [
            'packages/*/{src,scripts}/**/*.test.ts',
            'examples/*/*.test.ts',
            'bench/**/*.test.ts',
            'docs/checks/*.test.ts',
            'fuzz/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/*.browser.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
