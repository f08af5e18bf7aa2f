import { existsSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import type { Capabilities } from '@overpaint/core';
import { identityNetwork } from './identity-network.js';
import type { WorkerClient } from './worker-client.js';

/**
 * What this machine can do. A provider is listed when a small network opens with it here, best first and `cpu` last.
 */
export async function detectCapabilities(
  worker: WorkerClient,
  threads = availableParallelism(),
): Promise<Capabilities> {
  const { providers: built, version } = await worker.describe();
  const providers: string[] = [];
  for (const provider of ['tensorrt', 'cuda', 'dml', 'coreml', 'webgpu', 'cpu']) {
    if (built.includes(provider) && (await works(provider, worker))) providers.push(provider);
  }
  return {
    backend: 'node',
    providers,
    threads,
    webgpu: providers.includes('webgpu'),
    shaderF16: false, // ONNX Runtime tells only when it opens a float16 network
    crossOriginIsolated: false,
    memory: totalmem(),
    versions: { node: process.versions.node, 'onnxruntime-node': version },
  };
}

async function works(provider: string, worker: WorkerClient): Promise<boolean> {
  if (provider === 'webgpu' && !mayHaveVulkan()) return false;
  try {
    const session = await worker.create(identityNetwork(), { executionProviders: [provider], logSeverityLevel: 4 });
    await session.release();
    return true;
  } catch {
    return false;
  }
}

/** On Linux WebGPU needs a Vulkan driver; without one its library prints a warning that cannot be silenced. */
function mayHaveVulkan(): boolean {
  return process.platform !== 'linux' || ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'].some(existsSync);
}
