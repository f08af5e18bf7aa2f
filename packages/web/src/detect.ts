import type { Capabilities } from '@overpaint/core';
import { type OrtModule, usableThreads } from './runtime.js';

/** What this browser can do. The GPU counts where an adapter can be had that is no software renderer. */
export async function detectCapabilities(
  ort: Pick<OrtModule, 'env'> | undefined,
  threads: number | undefined,
): Promise<Capabilities> {
  const gpu = await describeGpu();
  const { deviceMemory } = navigator as { deviceMemory?: number };
  return {
    backend: gpu === undefined || gpu.software ? 'web-wasm' : 'web-webgpu',
    providers: gpu === undefined ? ['wasm'] : gpu.software ? ['wasm', 'webgpu'] : ['webgpu', 'wasm'],
    threads: usableThreads(threads),
    webgpu: gpu !== undefined,
    shaderF16: gpu?.shaderF16 ?? false,
    crossOriginIsolated: globalThis.crossOriginIsolated ?? false,
    memory: deviceMemory === undefined ? undefined : deviceMemory * 2 ** 30,
    versions: { ...(ort?.env.versions.web && { 'onnxruntime-web': ort.env.versions.web }) },
  };
}

export interface GpuDescription {
  readonly shaderF16: boolean;
  /** A GPU that is computed on the processor is slower than WebAssembly. */
  readonly software: boolean;
}

/** The browser's WebGPU adapter, if there is one. */
export async function describeGpu(): Promise<GpuDescription | undefined> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return undefined;
  const { isFallbackAdapter, architecture = '' } = adapter.info as GPUAdapterInfo & { isFallbackAdapter?: boolean };
  return {
    shaderF16: adapter.features.has('shader-f16'),
    software: isFallbackAdapter === true || /swiftshader|llvmpipe|warp/i.test(architecture),
  };
}
