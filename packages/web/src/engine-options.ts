import { UnsupportedError } from '@overpaint/core';
import { libraryScripts, type RuntimeKind, runtimeFiles } from './assets.js';
import type { Providers } from './backend.js';
import { describeGpu } from './detect.js';
import { embeddedModel } from './embedded-urls.js';
import type { EngineOptions } from './engine.js';
import type { WebOverpaintOptions } from './public-calls.js';

/** Chooses the build of ONNX Runtime, and turns what the page's author wrote into what an engine needs. */
export async function engineOptions(
  options: WebOverpaintOptions,
): Promise<{ readonly kind: RuntimeKind; readonly engine: EngineOptions }> {
  const { concurrency, maxModels, idleTimeout } = options;
  const providers = await chooseProviders(options.providers ?? 'auto');
  const kind = Object.values(providers).some((list) => list.includes('webgpu')) ? gpuBuild(options) : 'wasm';
  return {
    kind,
    engine: {
      files: runtimeFiles(kind, options),
      libraries: libraryScripts(options),
      threads: options.threads,
      providers,
      limits: { concurrency, maxModels, idleTimeout },
      embedded: embeddedModel(options.embeddedModel),
      storage: options.storage ?? 'auto',
      hub: { ...options.hub },
      base: globalThis.document?.baseURI ?? location.href,
    },
  };
}

/** Of the builds with WebGPU. Whoever names a file of WebAssembly for it means the one that runs everywhere, unless its name says more. */
function gpuBuild({ wasmPaths }: WebOverpaintOptions): RuntimeKind {
  const { wasm = 'jspi' } = Object(wasmPaths) as { wasm?: unknown };
  return 'Suspending' in WebAssembly && String(wasm).includes('jspi') ? 'jspi' : 'webgpu';
}

/** @throws UnsupportedError `UNSUPPORTED` when WebGPU alone is wanted and this browser has none. */
async function chooseProviders(asked: NonNullable<WebOverpaintOptions['providers']>): Promise<Providers> {
  const gpu = await describeGpu();
  if (asked === 'auto') return { default: gpu && !gpu.software ? ['webgpu', 'wasm'] : ['wasm'] };
  const record = isList(asked) ? { default: asked } : asked;
  if (gpu !== undefined) return record;
  return Object.fromEntries(
    Object.entries(record).map(([component, list]) => {
      const left = list.filter((provider) => provider !== 'webgpu');
      if (left.length > 0 || list.length === 0) return [component, left];
      throw new UnsupportedError(
        'webgpu',
        `providers: only 'webgpu' was given for ${component}, but this browser has no WebGPU adapter. Add 'wasm'.`,
      );
    }),
  );
}

const isList = (asked: object): asked is Providers[string] => Array.isArray(asked);
