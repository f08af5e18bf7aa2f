import { existsSync, readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pack } from './families/flux.js';
import { toTokens } from './families/flux-2-klein.js';
import { imageToTensor } from './image/index.js';
import { fitSource, paint } from './img2img.js';
import { samplePosterior, scaleLatents } from './latents/codec.js';
import { editNetwork } from './model/edit-network.js';
import { findLayout } from './model/layout.js';
import { openModel } from './model/model.js';
import { recogniseFolder } from './model/recognise.js';
import { addNoise } from './noise/index.js';
import type { Img2ImgOptions } from './options.js';
import { resolvePlan } from './plan.js';
import { createRandom, TorchNoise } from './random/index.js';
import { makeScheduler } from './schedulers/make-scheduler.js';
import { speedPlanner } from './speed/index.js';
import { linearCombination } from './tensor/linear-combination.js';
import type { Tensor } from './tensor/tensor.js';
import { expectClose } from './testing/expect-close.js';
import { plainPresets } from './testing/plain-presets.js';
import { referenceBackend, referenceFiles } from './testing/reference-backend.js';
import { readSafetensors } from './testing/safetensors.js';
import { type RecordedSpeed, speedOfCase } from './testing/speed-of-case.js';
import { readTokenizerJson } from './text/json-tokenizer.js';
import { tiling } from './tiles/tiling.js';

const golden = new URL('../golden/pipelines/', import.meta.url);

interface Case extends RecordedSpeed {
  /** Of editing models with several references, a list. */
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
  readonly trueCfgScale?: number;
  readonly size?: readonly [number, number];
  readonly clipSkip?: number;
  readonly originalInferenceSteps?: number;
  readonly aestheticScore?: number;
  readonly negativeAestheticScore?: number;
  readonly maxSequenceLength?: number;
  readonly seeds: readonly number[];
  readonly draws: readonly { readonly for: string }[];
  readonly width: number;
  readonly height: number;
  readonly scheduler?: { readonly class: string; readonly overrides: Record<string, unknown> };
  readonly timesteps: readonly number[];
  readonly savedSchedulerConfig: string;
}

/** Runs that public options do not reach: one generator for several pictures. */
const left = new Set(['one-generator-two-images']);

/** Classes whose latents are clean + σ·noise: ours divided by alpha. */
const karrasUnits = /^(Euler|Heun|LMS|KDPM2|DPMSolverSDE)/;

for (const name of [
  'sd15-tiny',
  'sd21-tiny',
  'turbo-tiny',
  'pix2pix-tiny',
  'sd15-tiny-fp16',
  'sdxl-tiny',
  'sdxl-refiner-tiny',
  'lcm-tiny',
  'sd3-tiny',
  'sd3-no-t5-tiny',
  'flux-tiny',
  'kontext-tiny',
  'klein-tiny',
  'z-image-tiny',
]) {
  describe(`agrees with diffusers on ${name}`, async () => {
    const folder = new URL(`${name}/`, golden);
    const half = name.endsWith('fp16');
    const model = await openModel(
      {
        runtime: referenceBackend,
        recogniseFolder,
        readTokenizerJson,
        editNetwork,
      },
      await findLayout(referenceFiles(folder)),
    );
    const cases = readdirSync(new URL('cases/', folder)).filter((one) => !left.has(one));

    it.each(cases)('%s', async (caseName) => {
      const at = new URL(`cases/${caseName}/`, folder);
      const call = JSON.parse(readFileSync(new URL('case.json', at), 'utf8')) as Case;
      const tensors = readSafetensors(readFileSync(new URL('tensors.safetensors', at)));
      const own = JSON.parse(call.savedSchedulerConfig.replaceAll(/-Infinity/g, 'null')) as { _class_name: string };
      const schedulerClass = call.scheduler?.class ?? own._class_name;
      const pictures = [call.image].flat().map((name) => new URL(`inputs/${name}`, golden));
      const options: Img2ImgOptions = {
        image: pictures[0],
        prompt: call.prompt,
        negativePrompt: call.negativePrompt,
        steps: call.steps,
        strength: call.strength ?? 1,
        guidanceScale: call.guidanceScale,
        imageGuidanceScale: call.imageGuidanceScale,
        guidanceRescale: call.guidanceRescale,
        eta: call.eta,
        prompt2: call.prompt2,
        clipSkip: call.clipSkip,
        originalSteps: call.originalInferenceSteps,
        aestheticScore: call.aestheticScore,
        negativeAestheticScore: call.negativeAestheticScore,
        maxSequenceLength: call.maxSequenceLength,
        trueGuidanceScale: call.trueCfgScale,
        seed: call.seeds[0],
        size: sizeOf(call),
        speed: speedOfCase(call),
        scheduler: { ...call.scheduler?.overrides, _class_name: schedulerClass },
      };
      const opened = await Promise.all(
        pictures.map((picture) => referenceBackend.openImage(picture, { limitInputPixels: 1e9 })),
      );
      const source = await opened[0]!.decode();
      const resolved = await resolvePlan(options, {
        model: model.description,
        tokenizer: model.tokenizer,
        source,
        references: opened.slice(1),
        presets: plainPresets,
        downloadBytes: 0,
        memory: 'resident',
        speed: speedPlanner,
        tiling: async () => tiling,
      });
      expect([...resolved.plan.timesteps]).toEqual(call.timesteps.map((t) => expect.closeTo(t, 2)));
      if (call.reuse) expect(resolved.plan.work.fullCalls).toBe(call.reuse.fullSteps.length);

      const missing = call.negativePrompt === undefined;
      const negative = { text: call.negativePrompt ?? '', negative: true, missing };
      const told = await model.encodePrompts(
        [{ text: call.prompt, negative: false }, negative],
        resolved.plan,
        plainPresets.language,
        {},
      );
      const expected = [
        ['promptEmbeds', told[0]!['hidden']],
        ['pooledPromptEmbeds', told[0]!['pooled']],
        ['negativePromptEmbeds', told[1]!['hidden']],
        ['negativePooledPromptEmbeds', told[1]!['pooled']],
      ] as const;
      for (const [key, actual] of expected)
        if (tensors[key] && actual) expectClose(actual, first(tensors[key], actual), half ? 1e-3 : 1e-4, key);

      const fitted = await fitSource(source, resolved);
      const pixels = await imageToTensor(fitted);
      if (tensors['imageLatents']) {
        const random = createRandom(call.seeds[0]!);
        const posterior = await model.encode(pixels, {});
        const latents = scaleLatents(
          samplePosterior(posterior, random.gaussian(posterior.mean.dims)),
          model.description.latent,
        );
        expectClose(latents, first(tensors['imageLatents'], latents), half ? 1e-3 : 2e-5, 'source latents');
        const noisy = addNoise(latents, random.gaussian(latents.dims), resolved.schedule.levels[0]!);
        const units = inClassUnits(noisy, resolved.schedule.levels[0]!.alpha, schedulerClass);
        if (!half) expectClose(units, first(tensors['noisyLatents']!, units), 1e-4, 'noisy latents');
      }

      const references = await model.family.references?.see(opened, resolved.plan.references!, {});

      // Z-Image's pipeline draws one posterior for all pictures: only the first is as if it were made alone.
      const posteriors = call.draws.filter((draw) => draw.for === 'posterior').length;
      const alone = posteriors === 1 ? call.seeds.slice(0, 1) : call.seeds;
      for (const [picture, seed] of alone.entries()) {
        const steps: Tensor[] = [];
        const painted = await paint({
          model,
          resolved,
          fitted,
          ...(references && { references }),
          makeScheduler,
          prompt: 0,
          random: new TorchNoise(seed),
          hooks: speedPlanner.features,
          language: plainPresets.language,
          scope: {},
          onPhase: () => {},
          onStep: ({ latents, level }) => void steps.push(inClassUnits(latents, level.alpha, schedulerClass)),
          shouldFinish: () => false,
        });
        let calls = 0;
        for (const [index, latents] of steps.entries()) {
          calls += resolved.schedule.steps[index]!.timesteps.length; // latents between the calls of a step are not a step's
          const call = calls - 1;
          const all = tensors[`latents.${call}`]!;
          const size = latents.data.length;
          const own = asRecorded(latents, all);
          const expected = { data: all.data.subarray(picture * size, (picture + 1) * size), dims: own.dims };
          expectClose(own, expected, half ? 1e-2 : 5e-4, `latents after call ${call}`);
        }
        const file = new URL(`image-${picture}.png`, at);
        expect(existsSync(file)).toBe(true);
        expect(largestDifference(painted.data, await pixelsOf(file))).toBeLessThanOrEqual(half ? 3 : 1);
      }
    });
  });
}

/** Where klein's calls ask for no size, it is that of the first reference. */
function sizeOf({ image, size, width, height }: Case): Img2ImgOptions['size'] {
  if (size) return { width: size[0], height: size[1] };
  return typeof image === 'string' ? { width, height } : undefined;
}

/** FLUX's latents are packed into tokens: of 2 × 2 squares, or of one cell where the autoencoder has folded them already. */
function asRecorded(latents: Tensor, { dims }: Tensor): Tensor {
  if (dims.length === 4) return latents;
  return dims[2] === latents.dims[1] ? toTokens(latents) : pack(latents);
}

/** The first picture of a batch. */
const first = ({ data }: Tensor, { dims, data: { length } }: Tensor): Tensor => ({
  data: data.subarray(0, length),
  dims,
});

const inClassUnits = (latents: Tensor, alpha: number, schedulerClass: string) =>
  karrasUnits.test(schedulerClass) ? linearCombination([1 / alpha, latents]) : latents;

const pixelsOf = async (file: URL) => (await sharp(readFileSync(file)).ensureAlpha().raw().toBuffer()) as Uint8Array;

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}
