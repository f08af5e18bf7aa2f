import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createNodeOverpaint } from '@overpaint/node';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { type RecordedSpeed, speedOfCase } from '../../core/src/testing/speed-of-case.js';
import { softwareGpu } from './testing/browser.js';
import { closeness, type PlainOptions, paintInPage } from './testing/paint-in-page.js';
import { testPage } from './testing/test-browser.js';

const golden = new URL('../../core/golden/', import.meta.url);
const model = fileURLToPath(new URL('../../model-mini/model/', import.meta.url));
const call = { prompt: 'watercolor painting', seed: 1, steps: 8, size: 256 };

const shared = testPage({ flags: softwareGpu });
const node = createNodeOverpaint({ defaultModel: model });
afterAll(async () => {
  await node.dispose();
});

const inNode = async (image: string, options: Omit<PlainOptions, 'image'> = call) => {
  const { images, recipe } = await node.img2img({
    ...(options as typeof call),
    image: new URL(`images/source/${image}`, golden),
  });
  return { ...images[0], sha256: recipe.model.sha256 };
};

describe('the embedded model paints the picture that Node paints', () => {
  it.each(['photo.png', 'exif-6.jpg'])('%s on WebAssembly', async (image) => {
    const expected = await inNode(image);
    const painted = await paintInPage(
      shared.page,
      { ...call, image: `/images/source/${image}` },
      { providers: ['wasm'] },
    );
    expect([painted.width, painted.height]).toEqual([expected.width, expected.height]);
    const { share } = closeness(painted.data, expected.data, 2);
    expect(share).toBeGreaterThanOrEqual(0.999);
    expect(painted.backend).toBe('web-wasm');
    expect(painted.sha256).toBe(expected.sha256);
  });

  it('1024², the largest that it paints as a whole, on WebAssembly', async () => {
    const { prompt, seed } = call;
    const options = { prompt, seed, size: { width: 1024, height: 1024 } };
    const { tiles } = await node.plan({ ...options, image: new URL('images/source/photo.png', golden) });
    expect(tiles).toBeUndefined();
    const expected = await inNode('photo.png', options);
    const asked = { ...options, image: '/images/source/photo.png' };
    const painted = await paintInPage(shared.page, asked, { providers: ['wasm'] });
    expect([painted.width, painted.height]).toEqual([1024, 1024]);
    expect(closeness(painted.data, expected.data, 2).share).toBeGreaterThanOrEqual(0.999);
  });

  it.each([
    ['build that waits by itself', undefined],
    ['build for every browser', { wasm: '/app/assets/ort-wasm-simd-threaded.asyncify.wasm' }],
  ])('photo.png on WebGPU, %s', { timeout: 300_000 }, async (_, wasmPaths) => {
    const options = { ...call, steps: 1, stepsMode: 'exact', size: 64 } as const; // the software adapter is slow
    const expected = await inNode('photo.png', options);
    const painted = await paintInPage(
      shared.page,
      { ...options, image: '/images/source/photo.png' },
      { providers: ['webgpu'], wasmPaths },
    );
    expect(painted.backend).toBe('web-webgpu');
    const { share } = closeness(painted.data, expected.data, 6);
    expect(share).toBeGreaterThanOrEqual(0.999);
  });
});

interface Case extends RecordedSpeed {
  /** Of models that look at several pictures, a list. */
  readonly image: string | readonly string[];
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly steps: number;
  readonly strength?: number;
  readonly guidanceScale: number;
  readonly imageGuidanceScale?: number;
  readonly guidanceRescale?: number;
  readonly eta?: number;
  readonly prompt2?: string;
  readonly clipSkip?: number;
  readonly aestheticScore?: number;
  readonly negativeAestheticScore?: number;
  readonly maxSequenceLength?: number;
  readonly originalInferenceSteps?: number;
  readonly seeds: readonly number[];
  readonly trueCfgScale?: number;
  readonly size?: readonly [number, number];
  readonly width: number;
  readonly height: number;
  /** Cases made here leave it out: it is the folder's. */
  readonly savedSchedulerConfig?: string;
  readonly scheduler?: { readonly class: string; readonly overrides: Record<string, unknown> };
}

/** Runs that public options do not reach: one generator for several pictures. */
const left = new Set(['one-generator-two-images']);

/** What the software adapter of WebGPU runs in reasonable time. It has no float16 (shader-f16). */
const shortest: Readonly<Record<string, string>> = {
  'sd15-tiny': 'one-step',
  'sd21-tiny': 'euler-ancestral-trailing',
  'pix2pix-tiny': 'strong-image-guidance',
  'klein-quantised-tiny': 'one-reference',
};

/** Of those with ControlNets control-net.browser.test.ts tells. */
const families = readdirSync(new URL('pipelines/', golden)).filter(
  (name) => existsSync(new URL(`pipelines/${name}/cases`, golden)) && !name.includes('controlnet'),
);

describe.each(families)('%s paints what diffusers paints', (name) => {
  const cases = readdirSync(new URL(`pipelines/${name}/cases/`, golden)).filter((one) => !left.has(one));
  const half = name.endsWith('fp16');
  const run = async (caseName: string, provider: 'wasm' | 'webgpu', tolerance: number) => {
    const at = new URL(`pipelines/${name}/cases/${caseName}/`, golden);
    const { image, seeds, width, height, scheduler, ...rest } = JSON.parse(
      readFileSync(new URL('case.json', at), 'utf8'),
    ) as Case;
    const { prompt, negativePrompt, steps, strength = 1, guidanceScale, imageGuidanceScale, eta } = rest;
    const { prompt2, clipSkip, aestheticScore, negativeAestheticScore, maxSequenceLength } = rest;
    const saved =
      rest.savedSchedulerConfig ??
      readFileSync(new URL(`pipelines/${name}/scheduler/scheduler_config.json`, golden), 'utf8');
    const own = JSON.parse(saved.replaceAll('-Infinity', 'null')) as { _class_name: string };
    const [first, ...references] = [image].flat().map((picture) => `/pipelines/inputs/${picture}`);
    // Where klein's calls ask for no size, it is that of the first picture.
    const [wide, high] = rest.size ?? (typeof image === 'string' ? [width, height] : []);
    const painted = await paintInPage(
      shared.page,
      {
        image: first!,
        references: references.length > 0 ? references : undefined,
        model: `/pipelines/${name}/`,
        prompt,
        negativePrompt,
        steps,
        strength,
        guidanceScale,
        imageGuidanceScale,
        eta,
        prompt2,
        clipSkip,
        aestheticScore,
        negativeAestheticScore,
        maxSequenceLength,
        guidanceRescale: rest.guidanceRescale,
        originalSteps: rest.originalInferenceSteps,
        speed: speedOfCase(rest),
        seed: seeds[0],
        size: wide && high ? { width: wide, height: high } : undefined,
        trueGuidanceScale: rest.trueCfgScale,
        scheduler: { ...scheduler?.overrides, _class_name: scheduler?.class ?? own._class_name },
      },
      { providers: [provider] },
    );
    const expected = await sharp(readFileSync(new URL('image-0.png', at)))
      .ensureAlpha()
      .raw()
      .toBuffer();
    const { share } = closeness(painted.data, expected, tolerance);
    expect(share).toBeGreaterThanOrEqual(provider === 'wasm' ? 1 : 0.999);
  };
  it.each(cases)('%s on WebAssembly', (caseName) => run(caseName, 'wasm', half ? 3 : 1));
  const gpuCase = shortest[name];
  if (gpuCase) it(`${gpuCase} on WebGPU`, () => run(gpuCase, 'webgpu', 6));
});
