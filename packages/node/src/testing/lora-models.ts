import { cp, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { createNodeOverpaint } from '../overpaint.js';

/** A file that core's tests have. */
export const golden = (path: string) => fileURLToPath(new URL(`../../../core/golden/${path}`, import.meta.url));

/** Models by name, and one of them as other exporters write it: copies in a folder. */
export async function loraModels(names: readonly string[], folder: string): Promise<Record<string, string>> {
  const models = Object.fromEntries(names.map((name) => [name, golden(`pipelines/${name}`)]));
  const tiny = golden('pipelines/sd15-tiny');
  for (const exporter of ['dynamo', 'fused']) {
    const copy = join(folder, exporter);
    await cp(tiny, copy, { recursive: true, filter: (from) => !from.endsWith('cases') });
    await cp(golden(`graphs/unet/${exporter}.onnx`), join(copy, 'unet/model.onnx'));
    await cp(golden(`graphs/text-encoder/${exporter}.onnx`), join(copy, 'text_encoder/model.onnx'));
    models[exporter] = copy;
  }
  return models;
}

export interface LoraCase {
  readonly prompt: string;
  readonly negativePrompt?: string;
  readonly steps: number;
  readonly strength: number;
  readonly guidanceScale: number;
  readonly seeds: readonly number[];
  readonly image: string;
  readonly maxSequenceLength?: number;
  readonly scheduler?: { readonly class: string; readonly overrides: Record<string, unknown> };
  readonly loras: readonly { readonly file: string; readonly weight: number }[];
  readonly unmatchedKeys?: readonly string[];
}

/** A recorded case, as it stands and as options of a call. */
export async function readLoraCase(at: string) {
  const call = JSON.parse(await readFile(join(at, 'case.json'), 'utf8')) as LoraCase;
  const { prompt, negativePrompt, steps, strength, guidanceScale, seeds, scheduler, maxSequenceLength } = call;
  const options = {
    image: golden(`pipelines/inputs/${call.image}`),
    prompt,
    negativePrompt,
    steps,
    strength,
    guidanceScale,
    seed: seeds[0],
    maxSequenceLength,
    size: 64,
    ...(scheduler && { scheduler: { ...scheduler.overrides, _class_name: scheduler.class } }),
    loras: call.loras.map(({ file, weight }) => ({ source: golden(`loras/${file}`), weight })),
  };
  return { call, options };
}

/** How far apart a picture and a recorded one are at most, of 255. */
export async function distanceTo(picture: string, data: Uint8ClampedArray): Promise<number> {
  const expected = await sharp(picture).ensureAlpha().raw().toBuffer();
  return data.reduce((most, one, i) => Math.max(most, Math.abs(one - expected[i]!)), 0);
}

type Options = Parameters<ReturnType<typeof createNodeOverpaint>['img2img']>[0];

/** Paints a small picture in what is as good as a new process: nothing is open yet. */
export async function paintWith(cache: string | false, options: Omit<Options, 'image'> & { image?: string }) {
  const { img2img, dispose } = createNodeOverpaint({ cache });
  try {
    const call = { image: golden('pipelines/inputs/photo-64x64.png'), steps: 4, strength: 0.6, seed: 3, size: 64 };
    const { images } = await img2img({ ...call, ...options });
    return images[0].data;
  } finally {
    await dispose();
  }
}

/** Entries of changed weights in a cache: how many bytes each has of them, and when they were written. */
export async function keptWeights(cache: string): Promise<Map<string, { size: number; mtimeMs: number }>> {
  const kept = new Map<string, { size: number; mtimeMs: number }>();
  for (const name of await readdir(join(cache, 'graphs'))) {
    const path = join(cache, 'graphs', name, 'changed-weights.bin');
    const found = await stat(path).catch(() => undefined);
    if (found) kept.set(path, { size: found.size, mtimeMs: found.mtimeMs });
  }
  return kept;
}
