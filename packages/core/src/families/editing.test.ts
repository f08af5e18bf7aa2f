import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ModelFiles } from '../backend/files.js';
import { fromRecipe } from '../from-recipe.js';
import type { Image, Size } from '../image/index.js';
import { fitLinearPreview } from '../latents/preview.js';
import type { Img2ImgOptions } from '../options.js';
import { createOverpaint } from '../overpaint.js';
import type { OverpaintImage } from '../overpaint-image.js';
import { tensor } from '../tensor/tensor.js';
import { referencePicture, referencePlatform, withFile } from '../testing/reference-platform.js';
import { flux2Klein, shiftForSteps } from './flux-2-klein.js';
import { fluxKontext } from './flux-kontext.js';

const golden = new URL('../../golden/pipelines/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, golden), 'utf8'));

const call = { image: referencePicture(), prompt: 'make the wall blue', size: 64, steps: 2, seed: 3 };
type Options = Partial<Img2ImgOptions<URL, string>>;

function bind(files: (files: ModelFiles) => ModelFiles = (same) => same) {
  const platform = referencePlatform({ files });
  const { img2img, plan, ...bound } = createOverpaint<URL, never, never>(platform as never);
  const paint = async (options: Options) => {
    const { images, ...result } = await img2img({ ...call, ...options } as never);
    return { ...result, picture: images[0] as unknown as OverpaintImage & Image };
  };
  return { ...bound, platform, paint, plan: (options: Options) => plan({ ...call, ...options } as never) };
}
const { paint, plan, inspectModel } = bind();
const second = referencePicture('photo-96x80.png');

describe('the sizes of pictures that a full-size model looks at', () => {
  const shape = { ...flux2Klein.describe({ components: {}, index: {} } as never), nativeSize: 1024, multiple: 16 };
  const native = { shape, output: { width: 1024, height: 1024 }, argument: 'image' };
  const size = ([width, height]: [number, number]): Size => ({ width, height });

  const { preferred, cases } = read('kontext-tiny/sizes.json');
  it.each(cases as { picture: [number, number]; reference: [number, number]; output: [number, number] }[])(
    'Kontext sees $picture as $reference, and paints $output',
    ({ picture, reference, output }) => {
      expect(fluxKontext.references!.fit(size(picture), native).network).toEqual(size(reference));
      expect(fluxKontext.references!.outputSize(size(picture), shape)).toEqual(size(output));
    },
  );
  it('Kontext sees every size that it was trained on as it is', () => {
    for (const own of preferred) expect(fluxKontext.references!.fit(size(own), native).network).toEqual(size(own));
  });

  const { mu, sizes } = read('klein-tiny/schedule.json');
  it.each(sizes as { picture: [number, number]; resized: [number, number]; reference: [number, number] }[])(
    'klein sees $picture as $reference of $resized',
    ({ picture, resized, reference }) => {
      const fit = flux2Klein.references!.fit(size(picture), native);
      const { width, height, x, y } = fit.placed;
      expect({ width, height }).toEqual(size(resized));
      expect([x, y]).toEqual([0, 1].map((axis) => 0 - Math.floor((resized[axis]! - reference[axis]!) / 2)));
      expect(fit.network).toEqual(size(reference));
      expect(flux2Klein.references!.outputSize(size(picture), shape)).toEqual(size(reference));
    },
  );
  it.each(mu as { tokens: number; steps: number; mu: number }[])(
    'klein shifts $steps steps of $tokens tokens by $mu',
    ({ tokens, steps, mu }) => expect(shiftForSteps(tokens, steps)).toBeCloseTo(mu, 6),
  );

  it.each<[Size, string]>([
    [{ width: 63, height: 64 }, 'Enlarge it first.'],
    [{ width: 900, height: 100 }, 'Crop it first.'],
  ])('klein refuses %j', (picture, remedy) => {
    expect(() => flux2Klein.references!.fit(picture, native)).toThrow(remedy);
  });
});

describe.each(['kontext-tiny', 'klein-tiny'])('%s', (model) => {
  it('paints any size, whatever the source has, and says what it looks at', async () => {
    const { picture, plan } = await paint({ model, size: { width: 90, height: 40 } });
    expect([picture.width, picture.height]).toEqual([90, 40]);
    expect(plan.network).toEqual({ width: 96, height: 48 });
    expect(plan.references).toMatchObject([
      { source: { width: 64, height: 64 }, size: { width: 64, height: 64 }, tokens: 16 },
    ]);
    expect(plan.tokens!.painted).toBe(18);
    expect(plan.tokens!.all).toBe(plan.tokens!.text + 18 + 16);
    expect(plan.networkCalls).toBe(2);
    expect(plan.memoryBytes).toBeGreaterThan(0);
  });

  it('looks at the picture', async () => {
    const other = await paint({ model, image: second });
    expect(other.picture.data).not.toEqual((await paint({ model })).picture.data);
  });

  it.each<[Options, string]>([
    [{ strength: 0.5 }, 'strength'],
    [{ strength: 0 }, 'strength'],
    [{ initStrength: 0.4 }, 'initStrength'],
  ])('warns once that %j means nothing', async (options, option) => {
    const { picture, plan, warnings } = await paint({ model, ...options });
    expect(warnings.map(({ code, message }) => [code, message.split(' ')[0]])).toEqual([['ignored-option', option]]);
    expect(plan.strength).toBe(1);
    expect(picture.data).toEqual((await paint({ model })).picture.data);
  });

  it('warns of a negative prompt where nothing leads away from it', async () => {
    const { warnings } = await plan({ model, negativePrompt: 'blur' });
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('negativePrompt')]);
  });

  it('encodes each picture once, and none for what it paints over', async () => {
    const { paint, platform } = bind();
    await paint({ model, count: 3, size: { width: 96, height: 48 } });
    expect(platform.runs['vae_encoder']).toBe(1);
    expect(platform.runs['transformer']).toBe(6);
  });

  it('each picture of a call is as if made alone', async () => {
    const { img2img } = createOverpaint<URL, never, never>(referencePlatform() as never);
    const { images } = await img2img({ ...call, model, count: 2 } as never);
    const alone = await paint({ model, seed: 4 });
    expect((images[1] as unknown as Image).data).toEqual(alone.picture.data);
  });

  it('keeps what a mask covers in black, at any size', async () => {
    const mask = referencePicture('mask-64x64.png');
    const asked = { model, mask, size: { width: 90, height: 70 } };
    const { picture } = await paint(asked);
    const covered = await paint({ model: 'sd15-tiny', image: mask, size: asked.size, strength: 0 });
    const kept = await paint({ model: 'sd15-tiny', size: asked.size, strength: 0 });
    let changed = 0;
    for (let i = 0; i < picture.data.length; i += 4) {
      if (covered.picture.data[i] === 0) expect(picture.data[i]).toBe(kept.picture.data[i]);
      else changed += Number(picture.data[i] !== kept.picture.data[i]);
    }
    expect(changed).toBeGreaterThan(100);
  });

  it('paints a part alone, and looks at it as large as it is painted', async () => {
    const mask = referencePicture('mask-64x64.png');
    const { picture, plan, warnings } = await paint({ model, mask, maskPadding: { pixels: 4, size: 80 } });
    expect([picture.width, picture.height]).toEqual([64, 64]);
    expect(plan.references![0]!.size).toEqual(plan.network);
    expect(warnings).toEqual([]);
  });

  it('makes previews of both kinds', async () => {
    const previews: Image[] = [];
    for (const kind of ['linear', 'decoder'] as const) {
      await paint({
        model,
        size: { width: 96, height: 48 },
        preview: { with: kind },
        onProgress: (event) => void (event.type === 'preview' && previews.push(event.image)),
      });
    }
    expect(previews.map(({ width, height }) => width / height)).toEqual([2, 2]);
  });

  it('repeats a picture by its recipe, in staged memory too', async () => {
    const first = await paint({ model, count: 1 });
    const { loadModel, paint: paintAgain } = bind();
    const staged = await loadModel(model, { memory: 'staged' });
    const again = await paintAgain({ ...(fromRecipe(first.picture.recipe) as Options), model: staged as never });
    expect(again.picture.data).toEqual(first.picture.data);
    await staged.dispose();
  });
});

describe('further pictures', () => {
  const references = [second, referencePicture('photo-72x88.png')];

  it('are drawn on, in their order', async () => {
    const model = 'klein-tiny';
    const both = await paint({ model, references });
    const turned = await paint({ model, references: [...references].reverse() });
    const one = await paint({ model, references: references.slice(0, 1) });
    expect(both.plan.references!.map(({ tokens }) => tokens)).toEqual([16, 30, 20]);
    expect(new Set([both, turned, one].map(({ picture }) => picture.data.join())).size).toBe(3);
  });

  it.each<[string, number, string, string]>([
    ['klein-tiny', 4, 'INVALID_ARGUMENT', 'at most 3 beside image'],
    ['kontext-tiny', 1, 'INVALID_ARGUMENT', 'none beside image'],
    ['sd15-tiny', 1, 'UNSUPPORTED', 'editing model'],
    ['pix2pix-tiny', 1, 'UNSUPPORTED', 'editing model'],
    ['flux-tiny', 1, 'UNSUPPORTED', 'editing model'],
  ])('%s refuses %i of them', async (model, count, code, message) => {
    await expect(plan({ model, references: Array.from({ length: count }, () => second) })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it.each([['photo.jpg'], [{}], [[undefined]]])('must be a list of pictures, not %j', async (wrong) => {
    await expect(plan({ model: 'klein-tiny', references: wrong as never })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      argument: 'references',
    });
  });

  it('that klein cannot take are named', async () => {
    await expect(
      plan({ model: 'klein-tiny', references: [second, referencePicture('photo-80x48.png')] }),
    ).rejects.toMatchObject({
      argument: 'references[1]',
    });
  });

  it('are none where the list is empty', async () => {
    expect((await plan({ model: 'sd15-tiny', references: [] })).references).toBeUndefined();
    expect((await plan({ model: 'kontext-tiny', references: [] })).references).toHaveLength(1);
  });

  it('are asked for again by a replay', async () => {
    const { picture } = await paint({ model: 'klein-tiny', references });
    expect(picture.recipe.asked).toMatchObject({ references: 2 });
    const replay = { ...(fromRecipe(picture.recipe) as Options), model: 'klein-tiny' };
    expect((await plan(replay)).warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('references'),
    ]);
    expect((await paint({ ...replay, references })).picture.data).toEqual(picture.data);
  });
});

describe('guidance away from a negative prompt', () => {
  it.each(['kontext-tiny', 'flux-tiny'])('asks %s twice', async (model) => {
    const { paint, platform } = bind();
    const plain = await paint({ model });
    const runs = platform.runs['transformer']!;
    const away = await paint({ model, negativePrompt: 'blur', trueGuidanceScale: 3 });
    expect(platform.runs['transformer']).toBe(2 * runs); // both questions in one run
    expect(away.picture.data).not.toEqual(plain.picture.data);
    expect(away.warnings).toEqual([]);
    expect(away.plan.trueGuidanceScale).toBe(3);
    expect(away.plan.memoryBytes).toBeGreaterThan(plain.plan.memoryBytes);
    const empty = await paint({ model, negativePrompt: '', trueGuidanceScale: 3 });
    expect(empty.picture.data).not.toEqual(plain.picture.data);
    const read = await paint({ model, negativePrompt: 'blur', trueGuidanceScale: 3, prompt2: 'make the wall blue' });
    expect(read.picture.data).toEqual(away.picture.data); // T5 reads the negative prompt, not prompt2
    const again = await paint({ ...(fromRecipe(away.picture.recipe) as Options), model });
    expect(again.picture.data).toEqual(away.picture.data);
  });

  it('is off, with a warning, without one; and means nothing to others', async () => {
    const { warnings } = await plan({ model: 'kontext-tiny', trueGuidanceScale: 3 });
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('trueGuidanceScale')]);
    const other = await plan({ model: 'klein-tiny', trueGuidanceScale: 3 });
    expect(other.warnings.map(({ message }) => message)).toEqual([expect.stringContaining('means nothing')]);
  });

  it('of klein warns that it was distilled to do without', async () => {
    const { paint, platform } = bind();
    const { warnings } = await paint({ model: 'klein-tiny', guidanceScale: 4 });
    expect(platform.runs['transformer']).toBe(4); // one question a run
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['distilled', expect.stringContaining('guidanceScale 4')],
    ]);
  });

  it('is what the network before its distillation wants', async () => {
    const base = bind(withFile('model_index.json', JSON.stringify({ is_distilled: false })));
    const planned = await base.plan({ model: 'klein-tiny', steps: undefined });
    expect(planned).toMatchObject({
      steps: 50,
      guidanceScale: 4,
      model: { family: 'flux-2-klein-base' },
      warnings: [],
    });
  });
});

it('says what it can do', async () => {
  expect((await inspectModel('klein-tiny')).supports).toMatchObject({ references: 3, strength: false });
  expect((await inspectModel('kontext-tiny')).supports).toMatchObject({ references: 0, strength: false });
  expect((await inspectModel('sd15-tiny')).supports).toMatchObject({ references: 0, strength: true });
});

it('a linear preview takes latents of another size than those it was fitted to', () => {
  const source = tensor([1, 1, 2, 2], Float32Array.of(0, 1, 2, 3));
  const picture = { width: 2, height: 2, data: new Uint8ClampedArray(16).fill(255) };
  expect(fitLinearPreview(source, picture)(tensor([1, 1, 1, 3]))).toMatchObject({ width: 3, height: 1 });
});
