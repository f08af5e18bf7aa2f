import type { Libraries } from './libraries.js';
import { servedFromModules } from './prebundled.js';
import type { RuntimeFiles } from './runtime.js';

/**
 * The builds of ONNX Runtime: each has a worker script, a WebAssembly file and a script that starts its threads. Two of them have
 * WebGPU: `jspi`, for browsers whose WebAssembly can wait for a promise, is the smaller one and reads weights piece by piece.
 */
export type RuntimeKind = 'wasm' | 'webgpu' | 'jspi';

/** What names of ONNX Runtime's files end with in each build. */
const endings = { wasm: '', webgpu: '.asyncify', jspi: '.jspi' };

/** Names of the files in the folder `assets` of this package, for those who serve that folder themselves. */
const runtimeName = (kind: RuntimeKind) => `ort-wasm-simd-threaded${endings[kind]}`;
const workerName = (kind: RuntimeKind) => `worker-${kind}.js`;

// Bundlers find these files by the literal form `new URL('./…', import.meta.url)`, copy them and put their new address
// here. One that does not (esbuild) leaves the addresses as they stand: beside its output, in `assets`.
const found = {
  wasm: () => ({
    wasm: new URL('./assets/ort-wasm-simd-threaded.wasm', import.meta.url).href,
    glue: new URL('./assets/ort-wasm-simd-threaded.mjs', import.meta.url).href,
  }),
  webgpu: () => ({
    wasm: new URL('./assets/ort-wasm-simd-threaded.asyncify.wasm', import.meta.url).href,
    glue: new URL('./assets/ort-wasm-simd-threaded.asyncify.mjs', import.meta.url).href,
  }),
  jspi: () => ({
    wasm: new URL('./assets/ort-wasm-simd-threaded.jspi.wasm', import.meta.url).href,
    glue: new URL('./assets/ort-wasm-simd-threaded.jspi.mjs', import.meta.url).href,
  }),
};
const foundScripts = () => ({
  models: new URL('./assets/models.js', import.meta.url).href,
  families: new URL('./assets/families.js', import.meta.url).href,
  schedulers: new URL('./assets/schedulers.js', import.meta.url).href,
  masks: new URL('./assets/masks.js', import.meta.url).href,
  loras: new URL('./assets/loras.js', import.meta.url).href,
  speed: new URL('./assets/speed.js', import.meta.url).href,
  control: new URL('./assets/control.js', import.meta.url).href,
  metadata: new URL('./assets/metadata.js', import.meta.url).href,
});
// Names differ, since webpack puts workers of one name into one file.
const started = {
  wasm: () =>
    new Worker(new URL('./assets/worker-wasm.js', import.meta.url), { type: 'module', name: 'overpaint-wasm' }),
  webgpu: () =>
    new Worker(new URL('./assets/worker-webgpu.js', import.meta.url), { type: 'module', name: 'overpaint-webgpu' }),
  jspi: () =>
    new Worker(new URL('./assets/worker-jspi.js', import.meta.url), { type: 'module', name: 'overpaint-jspi' }),
};

export interface AssetOptions {
  /** A folder that serves the files of `@overpaint/web/dist/assets`. @defaultValue where the bundler put them */
  readonly assets?: string | URL | undefined;
  /**
   * Where ONNX Runtime's WebAssembly is: a folder, or the file itself.
   * @defaultValue `assets`
   */
  readonly wasmPaths?:
    | string
    | URL
    | { readonly wasm: string | URL; readonly glue?: string | URL | undefined }
    | undefined;
}

/** The runtime's files as absolute addresses. */
export function runtimeFiles(kind: RuntimeKind, { assets = servedAssets(), wasmPaths }: AssetOptions): RuntimeFiles {
  const inFolder = (folder: string | URL) => ({
    wasm: absolute(`${runtimeName(kind)}.wasm`, folder),
    glue: absolute(`${runtimeName(kind)}.mjs`, folder),
  });
  const files = assets === undefined ? found[kind]() : inFolder(assets);
  if (wasmPaths === undefined) return files;
  if (typeof wasmPaths === 'string' || wasmPaths instanceof URL) return inFolder(wasmPaths);
  return {
    wasm: absolute(wasmPaths.wasm),
    glue: wasmPaths.glue === undefined ? files.glue : absolute(wasmPaths.glue),
  };
}

/** The addresses of the scripts that models of one's own need: see libraries.ts. */
export function libraryScripts({ assets = servedAssets() }: AssetOptions): Record<keyof Libraries, string> {
  const scripts = foundScripts();
  for (const name of Object.keys(scripts) as (keyof Libraries)[]) {
    if (assets !== undefined) scripts[name] = absolute(`${name}.js`, assets);
  }
  return scripts;
}

/** Starts the worker script, also from another origin, such as a CDN, where a worker may not be started directly. */
export function startWorker(kind: RuntimeKind, { assets = servedAssets() }: AssetOptions): Worker {
  const address = assets === undefined ? ownAddress(kind) : absolute(workerName(kind), assets);
  if (address === undefined) return started[kind]();
  if (new URL(address).origin === location.origin) return new Worker(address, { type: 'module', name: 'overpaint' });
  const script = URL.createObjectURL(new Blob([`import ${JSON.stringify(address)};`], { type: 'text/javascript' }));
  return new Worker(script, { type: 'module', name: 'overpaint' });
}

const servedAssets = () => servedFromModules('@overpaint/web/dist/assets/');

/** This module's own neighbour, if no bundler moved it and it came from another origin. */
function ownAddress(kind: RuntimeKind): string | undefined {
  const own = import.meta.url;
  return /^https?:/.test(own) && new URL(own).origin !== location.origin
    ? new URL(`assets/${workerName(kind)}`, own).href
    : undefined;
}

/** Relative addresses start from the page. */
function absolute(file: string | URL, folder?: string | URL): string {
  const base = folder === undefined ? undefined : new URL(String(folder).replace(/\/?$/, '/'), document.baseURI);
  return new URL(file, base ?? document.baseURI).href;
}
