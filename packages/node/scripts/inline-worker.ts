import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Options } from 'tsup';

/**
 * Puts the worker's program into the package as text. The sources take it from the function itself, whose text a bundler
 * that minifies or keeps names would change in a way that only works beside its own helpers.
 */
export const inlineWorker: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'inline-worker',
  setup({ onLoad, esbuild }) {
    onLoad({ filter: /[\\/]worker-source\.ts$/ }, async ({ path }) => {
      const worker = await readFile(join(dirname(path), 'worker.ts'), 'utf8');
      const { code } = await esbuild.transform(worker, {
        loader: 'ts',
        format: 'iife',
        globalName: 'worker',
        target: 'es2022',
        minifyWhitespace: true,
      });
      return { contents: `export const workerSource = ${JSON.stringify(`${code}worker.workerMain(require);`)};` };
    });
  },
};
