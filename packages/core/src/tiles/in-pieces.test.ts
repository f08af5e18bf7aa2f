import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { createOverpaint } from '../overpaint.js';
import { createRandom } from '../random/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { referencePlatform } from '../testing/reference-platform.js';
import type { EditedHalf } from './edited-half.js';
import { runInPieces } from './in-pieces.js';
import { type EditedHalves, tiledCodec } from './tiled-codec.js';
import { coverWithWindows } from './windows.js';

const side = { width: 320, height: 256 };
const windows = coverWithWindows(side, { width: 192, height: 192 }, 128, 16);
const platform = referencePlatform();
const { loadModel } = createOverpaint<URL, never, never>(platform as never);

/** What a large picture is like: busy and bright in one place, flat and dark in another. */
function uneven({ data, dims }: Tensor): Tensor {
  const [, , height = 0, width = 0] = dims;
  const out = data.map((value, i) => {
    const [x, y] = [(i % width) / width, (Math.floor(i / width) % height) / height];
    return value * (x < 0.5 ? 0.1 : 0.5) + (y < 0.5 ? 0.4 : -0.4) * Math.sin(6 * x);
  });
  return { data: out, dims };
}

/** The largest difference, in 255ths of what lies between black and white. */
const farthest = (a: Tensor, b: Tensor) =>
  a.data.reduce((most, value, i) => Math.max(most, 127.5 * Math.abs(value - b.data[i]!)), 0);

async function autoencoder(name: string) {
  const model = await loadModel(name as never);
  const { folder, latent, family } = model.description;
  const { readPosterior } = await import('../latents/codec.js');
  const half = (component: string) => {
    const { inputs, outputs } = folder.components[component]!;
    return {
      input: inputs[0]!.name,
      output: outputs[0]!.name,
      run: (values: never, edits: never, outputs: never) => model.run(component, values, {}, { outputs, edits }),
      release: () => model.releaseOnly(new Set([component])),
    };
  };
  const edited: EditedHalves = {
    pieces: true,
    encoder: { ...half('vae_encoder'), read: (output) => readPosterior(output, latent.channels, family.posterior) },
    decoder: half('vae_decoder'),
  };
  const whole = model.codec({});
  const random = createRandom(7);
  const [down, across] = [side.height / latent.downscale, side.width / latent.downscale];
  return {
    ...{ whole, edited, latent },
    byThemselves: tiledCodec(whole, windows, latent),
    together: tiledCodec(whole, windows, latent, edited),
    pixels: uneven(random.gaussian([1, 3, side.height, side.width])),
    latents: uneven(random.gaussian([1, latent.channels, down, across])),
    [Symbol.asyncDispose]: () => model.dispose(),
  };
}

describe.each(['sd15-tiny', 'sdxl-tiny', 'sd3-tiny', 'flux-tiny', 'z-image-tiny'])('the autoencoder of %s', (name) => {
  it('decodes part by part what it decodes at once', async () => {
    await using codec = await autoencoder(name);
    const whole = await codec.whole.decode(codec.latents);
    expect(farthest(await codec.together.decode(codec.latents), whole)).toBeLessThan(0.05);
    expect(farthest(await codec.byThemselves.decode(codec.latents), whole)).toBeGreaterThan(10);
  });

  it('encodes part by part what it encodes at once', async () => {
    await using codec = await autoencoder(name);
    const whole = await codec.whole.encode(codec.pixels);
    const [together, apart] = [
      await codec.together.encode(codec.pixels),
      await codec.byThemselves.encode(codec.pixels),
    ];
    const deviation = Math.sqrt(whole.mean.data.reduce((sum, value) => sum + value ** 2, 0) / whole.mean.data.length);
    expect(farthest(together.mean, whole.mean) / 127.5).toBeLessThan(1e-3 * deviation);
    expect(farthest(apart.mean, whole.mean) / 127.5).toBeGreaterThan(0.1 * deviation);
  });
});

/** A graph by itself, opened with each change that is asked for. */
function halfOf(bytes: Uint8Array, input: string, output: string): EditedHalf {
  const run: EditedHalf['run'] = async (values, edits, outputs) => {
    const graph = edits.reduce<Uint8Array>(
      (changed, edit) => (edit.kind === 'tiles' ? edit.change(changed)! : changed),
      bytes,
    );
    const session = await InferenceSession.create(graph, { logSeverityLevel: 4 });
    const feeds = session.inputMetadata.flatMap((one) => {
      if (!one.isTensor) return [];
      const { data, dims } = values[one.name]!;
      const given = one.type === 'int64' ? BigInt64Array.from(data, (value) => BigInt(value)) : data;
      return [[one.name, new OrtTensor(one.type, given as Float32Array, dims)] as const];
    });
    const made = await session.run(Object.fromEntries(feeds), outputs);
    await session.release();
    return Object.fromEntries(
      Object.entries(made).map(([name, { data, dims }]) => [name, { data: data as Float32Array, dims }]),
    );
  };
  return { input, output, run, release: async () => {} };
}

it.each([
  ['decoder', 'latent_sample', 'sample', 4, 1],
  ['encoder', 'sample', 'latent_parameters', 3, 8],
])('a %s with an operator for its normalisation gives part by part what it gives at once', async (name, ...half) => {
  const [input, output, channels, scale] = half;
  const bytes = readFileSync(new URL(`../../golden/graphs/vae/${name}-group-norm.onnx`, import.meta.url));
  const cells = { width: 40, height: 32 };
  const value = uneven(createRandom(7).gaussian([1, channels, scale * cells.height, scale * cells.width]));
  const part = halfOf(bytes, input, output);
  const { [output]: whole } = await part.run({ [input]: value }, [], [output]);
  const pieces = await runInPieces(part, value, cells, { width: 24, height: 24 });
  expect(pieces.dims).toEqual(whole!.dims);
  const largest = whole!.data.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  expect(farthest(pieces, whole!) / 127.5).toBeLessThan(1e-3 * largest);
});
