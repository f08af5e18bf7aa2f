import type { Feeds } from '@overpaint/core';
import type { Tensor } from 'onnxruntime-web';
import type { KeptFeeds, OrtModule } from './runtime.js';

/** Bytes by which WebGPU counts buffers. */
const alignment = 4;

interface Kept {
  readonly data: unknown;
  readonly tensor: Tensor;
  readonly buffer: GPUBuffer;
}

/**
 * Inputs that stay on the GPU between the runs of a network. What a network is given again, the very same array (the
 * prompt's embedding, step after step), is copied there once; what changes is passed on as it is.
 */
export class GpuFeeds implements KeptFeeds {
  readonly #seen = new Map<string, unknown>();
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly ort: OrtModule) {}

  async tensorsFor(feeds: Feeds): Promise<Record<string, Tensor>> {
    const tensors: Record<string, Tensor> = {};
    for (const [name, { type, data, dims }] of Object.entries(feeds)) {
      const again = this.#seen.get(name) === data;
      this.#seen.set(name, data);
      const kept = this.#kept.get(name);
      if (kept?.data === data) tensors[name] = kept.tensor;
      else if (again && type === 'float32' && dims.length > 0) tensors[name] = await this.#keep(name, feeds[name]!);
      else tensors[name] = new this.ort.Tensor(type, data as Float32Array, dims);
    }
    return tensors;
  }

  dispose(): void {
    for (const { buffer } of this.#kept.values()) buffer.destroy();
    this.#kept.clear();
    this.#seen.clear();
  }

  async #keep(name: string, { data, dims }: Feeds[string]): Promise<Tensor> {
    const device = (await this.ort.env.webgpu.device) as GPUDevice;
    const bytes = data as Float32Array<ArrayBuffer>;
    const size = Math.ceil(bytes.byteLength / alignment) * alignment;
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
    const buffer = device.createBuffer({ size, usage });
    device.queue.writeBuffer(buffer, 0, bytes);
    const tensor = this.ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
    this.#kept.get(name)?.buffer.destroy();
    this.#kept.set(name, { data, tensor, buffer });
    return tensor;
  }
}
