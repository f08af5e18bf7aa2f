import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Img2ImgEvent } from '../events.js';
import { controlNet } from '../features/control-net.js';
import { fromRecipe } from '../from-recipe.js';
import type { Image } from '../image/index.js';
import type { Codec } from '../latents/codec.js';
import type { Img2ImgOptions } from '../options.js';
import { createOverpaint } from '../overpaint.js';
import { createRandom } from '../random/index.js';
import type { Recipe } from '../recipe.js';
import { linearCombination } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import { referencePicture, referencePlatform, withFile } from '../testing/reference-platform.js';
import { tiledCodec } from './tiled-codec.js';
import { tiledPrediction } from './tiled-prediction.js';
import { coverWithWindows, scaleWindows } from './windows.js';

const close = (a: Tensor, b: Tensor) => {
  expect(a.dims).toEqual(b.dims);
  expect(a.data.every((value, i) => Math.abs(value - b.data[i]!) < 1e-5)).toBe(true);
};

describe('what looks at no neighbours comes out as if it had seen the whole', () => {
  const windows = coverWithWindows({ width: 208, height: 144 }, { width: 64, height: 64 }, 16, 16);
  const random = createRandom(5);

  it('of a network, beside the source', async () => {
    const cells = scaleWindows(windows, 1 / 8);
    const [latents, beside] = [random.gaussian([1, 4, 18, 26]), random.gaussian([1, 4, 18, 26])];
    const stages = [{ until: 9, branches: [{ conditioning: {}, weight: 1, beside: [beside] }] }];
    const predict = tiledPrediction(
      ([stage]) =>
        (input) =>
          linearCombination([0.5, input.latents], [2, stage!.branches[0]!.beside![0]!]),
      stages,
      cells,
    );
    const level = { alpha: 1, sigma: 1, timestep: 1 };
    const output = await predict({ latents, timestep: 1, level: level as never, index: 0, call: 0 });
    close(output, linearCombination([0.5, latents], [2, beside]));
  });

  it('of an autoencoder', async () => {
    const halved = ({ data, dims: [n, c, h, w] }: Tensor, factor: number): Tensor => {
      const [height, width] = [h! * factor, w! * factor];
      const out = new Float32Array(n! * c! * height * width);
      for (let i = 0; i < out.length; i++) {
        const [x, y, plane] = [i % width, Math.floor(i / width) % height, Math.floor(i / width / height)];
        out[i] = data[(plane * h! + Math.floor(y / factor)) * w! + Math.floor(x / factor)]!;
      }
      return { data: out, dims: [n!, c!, height, width] };
    };
    const codec: Codec = {
      encode: async (pixels) => ({ mean: halved(pixels, 1 / 8), deviation: halved(pixels, 1 / 8) }),
      decode: async (latents) => halved(latents, 8),
    };
    const tiled = tiledCodec(codec, windows, { downscale: 8 });
    const pixels = random.gaussian([1, 3, 144, 208]);
    const [whole, parts] = [await codec.encode(pixels), await tiled.encode(pixels)];
    close(parts.mean, whole.mean);
    close(parts.deviation!, whole.deviation!);
    close(await tiled.decode(whole.mean), await codec.decode(whole.mean));
  });
});

/** Models that were trained on pictures of so many pixels across. */
const trainedOn = (nativeSize: number) => withFile('overpaint.json', JSON.stringify({ nativeSize }));

describe('a large picture', () => {
  const platform = referencePlatform();
  const { img2img, plan, loadControlNet } = createOverpaint<URL, never, never>(platform as never);
  const small = createOverpaint<URL, never, never>(referencePlatform({ files: trainedOn(64) }) as never);
  const call = { image: referencePicture(), prompt: 'ink', steps: 4, strength: 0.5, seed: 7 };
  const large = { ...call, size: { width: 256, height: 192 } };
  const paint = async (options: Partial<Img2ImgOptions<URL, string, string>>) => {
    for (const name of Object.keys(platform.runs)) delete platform.runs[name];
    const { images, recipe } = await img2img({ ...large, ...options } as never);
    return { ...(images[0] as unknown as Image), recipe, runs: { ...platform.runs } };
  };

  it('is painted window by window, as its plan says', async () => {
    const planned = await plan(large);
    expect(planned.tiles).toEqual({
      window: { width: 128, height: 128 },
      overlap: 64,
      count: 6,
      prediction: true,
      pieces: true,
    });
    const painted = await paint({});
    expect(painted).toMatchObject({ width: 256, height: 192 });
    expect(painted.recipe.tiles).toEqual(planned.tiles);
    expect(painted.runs).toMatchObject({ unet: 6 * planned.networkCalls });
    expect(Math.min(painted.runs['vae_encoder']!, painted.runs['vae_decoder']!)).toBeGreaterThan(6);
  });

  it('tells of each window, and of the time that is left', async () => {
    const run = img2img({ ...large, count: 2 } as never);
    const told: Extract<Img2ImgEvent, { type: 'window' }>[] = [];
    for await (const event of run) if (event.type === 'window') told.push(event);
    const { plan: planned } = await run;
    expect(told.length).toBe(2 * 6 * planned.networkCalls);
    expect(told[0]).toMatchObject({ picture: 0, step: 1, steps: planned.stepsRun, index: 1, total: 6 });
    expect(told.at(-1)).toMatchObject({ picture: 1, step: planned.stepsRun, index: 6, remainingSeconds: 0 });
    expect(told[0]!.remainingSeconds).toBeGreaterThan(0);
  });

  it('can be stopped after any of them', async () => {
    const stop = new AbortController();
    const run = img2img({ ...large, signal: stop.signal } as never);
    const read = async () => {
      for await (const event of run) if (event.type === 'window' && event.index === 2) stop.abort();
    };
    delete platform.runs['unet'];
    await expect(Promise.all([run, read()])).rejects.toMatchObject({ code: 'ABORTED' });
    expect(platform.runs['unet']).toBeLessThan(6);
  });

  it('is painted as a whole where it is not so large, or where nobody wants tiles', async () => {
    expect((await plan({ ...call, size: { width: 128, height: 128 } })).tiles).toBeUndefined();
    const whole = await paint({ tiles: false });
    expect(whole.runs).toMatchObject({ vae_encoder: 1, vae_decoder: 1 });
    expect(whole.recipe.tiles).toBeUndefined();
  });

  it.each(['sdxl-tiny', 'pix2pix-tiny', 'inpaint-tiny', 'flux-tiny', 'sd3-tiny'])('of %s too', async (model) => {
    const mask = model === 'inpaint-tiny' ? { mask: referencePicture('mask-64x64.png') } : {};
    const { images, recipe } = await small.img2img({ ...large, ...mask, model, steps: 2 } as never);
    expect(images[0]).toMatchObject({ width: 256, height: 192 });
    expect(recipe.tiles!.count).toBeGreaterThan(1);
    const { data } = images[0] as unknown as Image;
    expect(data.some((value, i) => i % 4 === 0 && value !== data[0])).toBe(true);
  });

  it('is steered by the part of a control picture that lies there', async () => {
    const net = await loadControlNet('controlnet-tiny/controlnet' as never);
    const model = 'controlnet-tiny' as never;
    const steered = (image: URL) =>
      paint({ model, steps: 2, strength: 1, features: [controlNet(net, { image, preprocess: 'none' }) as never] });
    const [a, b] = [await steered(referencePicture()), await steered(referencePicture('photo-96x64.png'))];
    expect(a.recipe.tiles!.count).toBeGreaterThan(1);
    expect(a.data).not.toEqual(b.data);
  });

  it('is painted again by its recipe, with what is reused in each window by itself', async () => {
    const painted = await paint({ speed: { reuse: { every: 2, depth: 0 } } });
    const again = await paint(fromRecipe(painted.recipe as Recipe) as never);
    expect(again.data).toEqual(painted.data);
    expect(again.recipe.tiles).toEqual(painted.recipe.tiles);
    const exact = await paint({ speed: { reuse: { every: 1, depth: 0 } } });
    expect(exact.data).toEqual((await paint({})).data);
  });

  it('may have the size of its source', async () => {
    expect((await plan({ ...call, size: 'source' })).size).toEqual({ width: 64, height: 64 });
    const image = referencePicture('photo-96x64.png');
    expect((await plan({ ...call, image, size: 'source' })).size).toEqual({ width: 96, height: 64 });
  });

  it.each([0, 'yes', null])('refuses tiles: %s', async (tiles) => {
    await expect(plan({ ...call, tiles: tiles as never })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('is refused where a model looks at pictures as a whole', async () => {
    const model = 'kontext-tiny' as never;
    await expect(small.plan({ ...large, model, tiles: true })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    expect((await small.plan({ ...large, model })).tiles).toBeUndefined();
  });
});

describe('what would not fit into memory', () => {
  const bound = (memory: number) => {
    const platform = referencePlatform({ files: trainedOn(96) });
    return createOverpaint<URL, never, never>({ ...platform, backend: { ...platform.backend, memory } } as never);
  };
  const call = { image: referencePicture(), prompt: 'ink', size: { width: 128, height: 192 }, seed: 7 };

  it('takes tiles by itself: of the autoencoder first, then of all', async () => {
    const memories = await Promise.all(
      [true, false].map(async (tiles) => (await bound(1e12).plan({ ...call, tiles })).memoryBytes),
    );
    const [tiled, whole] = memories as [number, number];
    expect(tiled).toBeLessThan(whole);
    expect((await bound(1e12).plan(call)).tiles).toBeUndefined();
    expect((await bound(whole * 1.4).plan(call)).tiles).toBeUndefined();
    expect((await bound(whole * 1.3).plan(call)).tiles).toMatchObject({ prediction: false, pieces: true });
    expect((await bound(whole * 1.2).plan(call)).tiles).toMatchObject({ prediction: false, pieces: false });
    expect((await bound(tiled * 0.9).plan(call)).tiles).toMatchObject({ prediction: true, pieces: false });
  });

  it('refuses to merge all of a LoRA at once, with what to do', async () => {
    const file = new URL('../../golden/loras/sd15-tiny/loras/kohya.safetensors', import.meta.url);
    const loras = [{ source: new Uint8Array(await readFile(file)) }];
    const small = { ...call, size: 64, loras };
    const needed = async (options: object) => (await bound(1e12).plan(options as never)).memoryBytes;
    const [plain, merged] = [await needed({ ...small, loras: [] }), await needed(small)];
    expect(merged).toBeGreaterThanOrEqual(plain);
    await expect(bound(merged * 0.99).plan(small)).rejects.toMatchObject({ code: 'UNSUPPORTED', feature: 'loras' });
    expect((await bound(merged * 1.01).plan(small)).loras).toHaveLength(1);
    expect((await bound(plain * 0.99).plan({ ...small, loras: [] })).memoryBytes).toBe(plain);
    const platform = referencePlatform({ files: trainedOn(96) });
    const backend = { ...platform.backend, memory: merged * 0.5, mergesApart: true };
    const apart = createOverpaint<URL, never, never>({ ...platform, backend } as never);
    expect((await apart.plan(small)).memoryBytes).toBe(plain);
  });

  it('is the same picture where the autoencoder alone sees it part by part', async () => {
    const all = { ...call, steps: 4, strength: 0.5 };
    const { memoryBytes } = await bound(1e12).plan({ ...all, tiles: false });
    const paint = async (memory: number) => {
      const { images, recipe } = await bound(memory).img2img(all as never);
      return { tiles: recipe.tiles, data: (images[0] as unknown as Image).data };
    };
    const [whole, parts] = [await paint(1e12), await paint(memoryBytes * 1.3)];
    expect([whole.tiles, parts.tiles]).toMatchObject([undefined, { prediction: false, pieces: true }]);
    expect(parts.data.every((value, i) => Math.abs(value - whole.data[i]!) <= 1)).toBe(true);
  });

  it('is refused before anything is opened where tiles are not wanted, and says what to change', async () => {
    const refused = bound(1000).img2img({ ...call, tiles: false }) as Promise<unknown>;
    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(refused).rejects.toThrow(/size: 128 × 192 takes about .* Leave tiles: false out/);
  });
});
