import { expect, it } from 'vitest';
import { createOverpaint } from '../overpaint.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';
import { estimateMemory } from './estimate-memory.js';
import type { ComponentInspection, ModelFolder } from './inspect.js';

const network = (bytes: number, config: object, float16Bytes = 0) =>
  ({ bytes, config, float16Bytes, inputs: [] }) as unknown as ComponentInspection;
const folder = (components: Readonly<Record<string, ComponentInspection>>) =>
  ({ components, optimised: false }) as unknown as ModelFolder;
const shape = { latent: { channels: 4, downscale: 8, scale: 1, shift: 0 }, multiple: 64 };
const vae = { block_out_channels: [128, 256, 512, 512] };

const sd15 = folder({
  text_encoder: network(0.492e9, {}),
  unet: network(3.44e9, { down_block_types: ['CrossAttnDownBlock2D', 'DownBlock2D'], attention_head_dim: 8 }),
  vae_encoder: network(0.137e9, vae),
  vae_decoder: network(0.198e9, vae),
});

// Peaks of resident memory that bench/full-size printed, less the 0.2 GB that Node has without a model.
it.each([
  ['resident', 512, 512, 8.3e9],
  ['staged', 512, 384, 4.8e9],
] as const)('is near what was measured with Stable Diffusion 1.5, %s at %i × %i', (memory, width, height, measured) => {
  const estimate = estimateMemory({ folder: sd15, shape, network: { width, height }, branches: 2, texts: 2, memory });
  expect(Math.abs(estimate / measured - 1)).toBeLessThan(0.1);
});

it('is near what bench/peak measured with Stable Diffusion 1.5 whose attention is one operator, 512 × 512', () => {
  const unet = { ...sd15.components['unet']!.config, block_out_channels: [320, 640, 1280, 1280] };
  const estimate = estimateMemory({
    folder: folder({ ...sd15.components, unet: network(3.44e9, unet) }),
    ...{ shape, network: { width: 512, height: 512 }, branches: 1, texts: 1, memory: 'resident', fusedAttention: true },
  });
  expect(Math.abs(estimate / 6.27e9 - 1)).toBeLessThan(0.1);
});

/** What `bench/peak` and `bench/alone` printed of folders with few layers, whose weights are given by network. */
const few = (weights: Readonly<Record<string, number>>, denoiser: object) =>
  folder(
    Object.fromEntries(
      Object.entries({ ...weights, vae_encoder: 0.137e9, vae_decoder: 0.198e9 }).map(([name, bytes]) => {
        const denoises = name === 'unet' || name === 'transformer';
        return [
          name,
          denoises ? { ...network(bytes, {}), ...denoiser } : network(bytes, name.startsWith('vae') ? vae : {}),
        ];
      }),
    ),
  );
const sdxl = {
  config: {
    down_block_types: ['DownBlock2D', 'CrossAttnDownBlock2D', 'CrossAttnDownBlock2D'],
    ...{ block_out_channels: [320, 640, 1280], attention_head_dim: [5, 10, 20] },
  },
};
const sd3 = { config: { num_attention_heads: 24, attention_head_dim: 64 } };
const flux = { config: { num_attention_heads: 24, attention_head_dim: 128 }, inputs: [{ name: 'img_ids' }] };
const klein = { inputs: flux.inputs }; // its folder says no widths
const zImage = { config: { n_heads: 30, dim: 3840 } };

it.each([
  ['SDXL', { text_encoder: 0.209e9, text_encoder_2: 0.417e9, unet: 2.562e9 }, sdxl, 64, 5.54e9],
  [
    'Stable Diffusion 3',
    { text_encoder: 0.211e9, text_encoder_2: 0.417e9, text_encoder_3: 1.298e9, transformer: 0.861e9 },
    ...([sd3, 16, 5.31e9] as const),
  ],
  ['FLUX.1', { text_encoder: 0.209e9, text_encoder_2: 1.298e9, transformer: 4.108e9 }, flux, 16, 8.84e9],
  // Of its text encoder's weights 1.56 GB are the table of words, of which nothing but what is asked for comes into memory.
  ['Z-Image', { text_encoder: 2.363e9 - 1.556e9, transformer: 4.357e9 }, zImage, 16, 7.7e9],
] as const)(
  'is near what was measured with few layers of %s, 512 × 512',
  (_, weights, denoiser, multiple, measured) => {
    const estimate = estimateMemory({
      folder: few(weights, denoiser),
      ...{ shape: { ...shape, multiple }, network: { width: 512, height: 512 } },
      ...{ branches: 1, texts: 1, memory: 'resident', fusedAttention: true },
    });
    expect(Math.abs(estimate / measured - 1)).toBeLessThan(0.1);
  },
);

it('is near what was measured with few layers of FLUX.2 klein, which looks at a larger picture than it paints', () => {
  const estimate = estimateMemory({
    folder: few({ text_encoder: 2.767e9 - 1.556e9, transformer: 3.725e9 }, klein),
    shape: { latent: { channels: 128, downscale: 16, patch: 2, scale: 1, shift: 0 }, multiple: 16 },
    ...{ network: { width: 512, height: 512 }, references: [{ size: { width: 1024, height: 768 }, tokens: 3072 }] },
    ...{ branches: 1, texts: 1, memory: 'resident', fusedAttention: true },
  });
  expect(Math.abs(estimate / 10.7e9 - 1)).toBeLessThan(0.1);
});

it.each([
  ['SDXL', 'unet', sdxl, 64, 1024, 77, 0.44e9],
  ['FLUX.1', 'transformer', flux, 16, 512, 512, 0.42e9],
  ['FLUX.1', 'transformer', flux, 16, 1024, 512, 1.31e9],
  ['FLUX.2 klein', 'transformer', klein, 16, 1024, 512, 1.49e9],
  ['Z-Image', 'transformer', zImage, 16, 512, 20, 0.29e9],
  ['Z-Image', 'transformer', zImage, 16, 1024, 20, 0.93e9],
] as const)(
  'is near what a denoiser of %s takes beside its weights',
  (_, name, denoiser, multiple, side, text, measured) => {
    const estimate = estimateMemory({
      folder: folder({ [name]: { ...network(0, {}), ...denoiser } as unknown as ComponentInspection }),
      ...{ shape: { ...shape, multiple }, network: { width: side, height: side } },
      ...{ branches: 1, texts: 1, memory: 'staged', fusedAttention: true, text },
    });
    expect(Math.abs(estimate / measured - 1)).toBeLessThan(0.2);
  },
);

it.each([
  ['unet', { block_out_channels: [320] }, 64 ** 2, 320],
  ['transformer', { num_attention_heads: 24, attention_head_dim: 64 }, 64 ** 2 / 64 + 512, 1536],
])('takes no matrix into account for a %s whose attention is one operator', (name, config, tokens, width) => {
  const of = (side: number, fusedAttention: boolean) =>
    estimateMemory({
      folder: folder({ [name]: network(1e9, config) }),
      ...{ shape, network: { width: side, height: side }, branches: 1, texts: 1, memory: 'staged', fusedAttention },
    });
  const computesIn = of(512, true) - 1e9;
  expect(computesIn / (tokens * width * 4)).toBeGreaterThan(10);
  expect(of(2048, true) - 1e9).toBeLessThan(16.1 * computesIn);
  expect(of(4096, false) - 1e9).toBeGreaterThan(5 * (of(4096, true) - 1e9));
});

it.each([
  [1024, 14.9e9],
  [512, 12.2e9],
])('is near what was measured with SDXL in float16, staged at %i²', (side, measured) => {
  const config = { down_block_types: ['DownBlock2D', 'CrossAttnDownBlock2D'], attention_head_dim: [5, 10, 20] };
  const sdxl = folder({
    text_encoder_2: network(1.39e9, {}, 1.39e9),
    unet: network(5.135e9, config, 5.13e9),
    vae_decoder: network(0.099e9, vae, 0.099e9),
  });
  const estimate = estimateMemory({
    folder: sdxl,
    shape,
    network: { width: side, height: side },
    branches: 2,
    texts: 2,
    memory: 'staged',
  });
  expect(Math.abs(estimate / measured - 1)).toBeLessThan(0.1);
});

it('counts float16 weights as float32, and finds attention by the config', () => {
  const sdxl = { down_block_types: ['DownBlock2D', 'CrossAttnDownBlock2D'], attention_head_dim: [5, 10, 20] };
  const size = { width: 1024, height: 1024 };
  const of = (config: object, float16Bytes: number) =>
    estimateMemory({
      folder: folder({ unet: network(5e9, config, float16Bytes) }),
      shape,
      network: size,
      branches: 1,
      texts: 1,
      memory: 'staged',
    });
  expect(of(sdxl, 5e9) - of(sdxl, 0)).toBeGreaterThan(6e9);
  expect(of(sdxl, 0) - 5e9).toBeCloseTo(2.2 * 10 * 4096 ** 2 * 4, -1); // cells of two by two latents
});

it('is more for guidance, for larger pictures and for networks that stay open', async () => {
  const { plan, loadModel } = createOverpaint<URL, never, never>(referencePlatform() as never);
  const call = { image: referencePicture(), prompt: 'ink', seed: 1, size: 512, tiles: false } as const;
  const of = async (options: object) => (await plan({ ...call, ...options } as never)).memoryBytes;
  const usual = await of({});
  expect(await of({ guidanceScale: 1 })).toBeLessThan(usual);
  expect(await of({ size: 1024 })).toBeGreaterThan(4 * usual);
  expect(await of({ model: await loadModel('sd15-tiny', { memory: 'staged' }) })).toBeLessThan(usual);
});

// bench/merging with exports of Stable Diffusion 1.5 and an LCM-LoRA, which changes 1 GB of the UNet's weights: what was there at
// most while the UNet was opened, beside what was open before.
it.each([
  ['float32', 3.44e9, 0, 0.99e9, 4.0e9],
  ['float16', 1.72e9, 1.72e9, 0.99e9, 6.8e9],
  ['float16, a few at a time', 1.72e9, 1.72e9, 0, 4.9e9],
])('is near what merging a LoRA takes, %s', (_, bytes, float16Bytes, merged, measured) => {
  const estimate = estimateMemory({
    folder: folder({ unet: network(bytes, { block_out_channels: [320] }, float16Bytes) }),
    ...{ shape, network: { width: 256, height: 256 }, branches: 1, texts: 1, memory: 'staged', fusedAttention: true },
    merged: { unet: merged },
  });
  expect(Math.abs(estimate / measured - 1)).toBeLessThan(0.1);
});

it('counts what is open when a network is opened, not what is opened later', () => {
  const of = (parts: Readonly<Record<string, number>>, merged?: Readonly<Record<string, number>>) =>
    estimateMemory({
      folder: folder(Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, network(bytes, {})]))),
      ...{ shape, network: { width: 64, height: 64 }, branches: 1, texts: 1, memory: 'resident', fusedAttention: true },
      merged,
    });
  const parts = { unet: 4e9, vae_decoder: 1e9, text_encoder: 1e9 };
  expect(of(parts, { unet: 1e9 })).toBe(of(parts)); // gone before the decoder is opened
  expect(of(parts, { unet: 5e9 })).toBeGreaterThan(of(parts) + 1.9e9);
  expect(of(parts, { text_encoder: 1e9 })).toBe(of(parts));
});
