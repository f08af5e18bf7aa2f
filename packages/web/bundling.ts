import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Scripts beside the package's own, by their names in src/assets: each is a whole program. */
export const assetScripts = [
  'worker-wasm',
  'worker-webgpu',
  'worker-jspi',
  'engine-wasm',
  'engine-webgpu',
  'engine-jspi',
  'models',
  'families',
  'schedulers',
  'masks',
  'loras',
  'speed',
  'control',
  'metadata',
];

/** ONNX Runtime's files that lie beside them: of each build its WebAssembly, and the script that starts its threads. */
export const runtimeFiles = ['', '.asyncify', '.jspi'].flatMap((build) =>
  ['.wasm', '.mjs'].map((end) => `ort-wasm-simd-threaded${build}${end}`),
);

/** A change of a file of a dependency on its way into a bundle. That nothing was found to change is an error. */
function changing(name: string, filter: RegExp, changes: readonly (readonly [RegExp, string])[]): Plugin {
  return {
    name,
    setup(build) {
      build.onLoad({ filter }, async ({ path }) => {
        let contents = await readFile(path, 'utf8');
        for (const [pattern, replacement] of changes) {
          const changed = contents.replace(pattern, replacement);
          if (changed === contents) throw new Error(`${name}: ${path} is not what it was: ${pattern} is not in it.`);
          contents = changed;
        }
        return { contents };
      });
    },
  };
}

/**
 * ONNX Runtime has a branch for scripts that are opened from disk, which hides a file name from bundlers by a detour that
 * minifying makes straight: webpack and Turbopack would then look for that file in vain.
 */
export const withoutFileUrls = changing('without-file-urls', /onnxruntime-web.*\.bundle\.min\.mjs$/, [
  [/\("ort\.\w+\.bundle\.min\.mjs",import\.meta\.url\)/g, '(import.meta.url)'],
]);

/**
 * The tokenizer library also turns ids into text and adds special tokens. Core asks for neither (see json-tokenizer.ts),
 * but no bundler can know: a tokenizer.json chooses among these parts by name.
 */
export const encodingOnly = changing('encoding-only', /@huggingface.tokenizers.dist.tokenizers\.mjs$/, [
  [/(function create_decoder)\(config\) \{[\s\S]*?\n\}/, '$1() { return null; }'],
  [/(function create_post_processor)\(config\) \{[\s\S]*?\n\}/, '$1() { return null; }'],
]);
