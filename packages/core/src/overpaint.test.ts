import { describe, expect, it } from 'vitest';
import type { Img2ImgEvent } from './events.js';
import { fromRecipe } from './from-recipe.js';
import { readRecipe } from './metadata/index.js';
import { createOverpaint } from './overpaint.js';
import { schedulers } from './schedulers/index.js';
import { bind, call, failure } from './testing/reference-call.js';
import { referencePlatform, withFile } from './testing/reference-platform.js';

describe('a call', () => {
  it('gives a picture, its seed, recipe, plan and timings', async () => {
    const { img2img } = bind();
    const { images, seed, recipe, plan, timings, warnings } = await img2img(call);
    expect(images).toHaveLength(1);
    expect(images[0]).toMatchObject({ width: 64, height: 64, seed: 7 });
    expect(images[0].data).toHaveLength(64 * 64 * 4);
    expect(seed).toBe(7);
    expect(recipe).toMatchObject({
      seed: 7,
      strength: 0.5,
      steps: 6,
      stepsRun: plan.stepsRun,
      model: { id: 'sd15-tiny' },
    });
    expect(timings.total).toBeGreaterThan(timings.denoise);
    expect(warnings).toEqual([]);
  });

  it('warns once of what its prompt language does not do', async () => {
    const platform = referencePlatform();
    const unsupported = (text: string) => (text.includes('cat') ? ['cats are not supported'] : []);
    const presets = { ...platform.presets, language: { ...platform.presets.language, unsupported } };
    const { plan } = createOverpaint({ ...platform, presets });
    const { warnings } = await plan({ ...call, prompt: ['a cat', 'two cats', 'a dog'], negativePrompt: 'old cat' });
    expect(warnings).toEqual([{ code: 'prompt-language', message: 'cats are not supported' }]);
  });

  it('paints the same picture for the same seed, and another one for another', async () => {
    const { img2img } = bind();
    const first = await img2img(call);
    expect((await img2img(call)).images[0].data).toEqual(first.images[0].data);
    expect((await bind().img2img(call)).images[0].data).toEqual(first.images[0].data);
    expect((await img2img({ ...call, seed: 8 })).images[0].data).not.toEqual(first.images[0].data);
  });

  it('paints picture i of several as if alone with seed + i', async () => {
    const { img2img } = bind();
    const stochastic = { ...call, scheduler: 'euler-ancestral' };
    const three = await img2img({ ...stochastic, count: 3 });
    expect(three.images.map(({ seed }) => seed)).toEqual([7, 8, 9]);
    const alone = await img2img({ ...stochastic, seed: 9 });
    expect(three.images[2]!.data).toEqual(alone.images[0].data);
  });

  it('paints every prompt of a list', async () => {
    const { img2img } = bind();
    const { images, plan } = await img2img({ ...call, prompt: ['cat', 'dog'], count: 2 });
    expect(plan.pictures).toBe(4);
    expect(images.map(({ recipe }) => [recipe.prompt.given, recipe.seed])).toEqual([
      ['cat', 7],
      ['cat', 8],
      ['dog', 9],
      ['dog', 10],
    ]);
  });

  it('makes the network calls that the plan tells, and tells them as events', async () => {
    const { img2img, plan, platform } = bind();
    const planned = await plan(call);
    expect(platform.open).toEqual([]);
    const events: Img2ImgEvent[] = [];
    const run = img2img({ ...call, onProgress: (event) => events.push(event) });
    const seen: Img2ImgEvent[] = [];
    for await (const event of run) seen.push(event as Img2ImgEvent);
    await run;
    expect(seen).toEqual(events);
    expect(platform.runs['unet']).toBe(planned.networkCalls);
    const steps = events.filter((event) => event.type === 'step');
    expect(steps.map(({ index, total }) => [index, total])).toEqual(
      Array.from({ length: planned.stepsRun }, (_, index) => [index + 1, planned.stepsRun]),
    );
    expect(steps.at(-1)!.remainingSeconds).toBe(0);
    expect(events.map(({ type }) => type).filter((type) => type !== 'step' && type !== 'load')).toEqual([
      'encode',
      'encode',
      'decode',
      'image',
    ]);
  });

  it('asks the network once a step where prompt and negative prompt are the same', async () => {
    const { img2img, platform } = bind();
    const batches: number[] = [];
    const session = platform.backend.createSession;
    Object.assign(platform.backend, {
      createSession: async (...args: Parameters<typeof session>) => {
        const open = await session(...args);
        const record: typeof open.run = (feeds, fetches) => {
          if (feeds['timestep']) batches.push(feeds['sample']!.dims[0]!);
          return open.run(feeds, fetches);
        };
        return { ...open, run: record };
      },
    });
    await img2img({ ...call, prompt: '' });
    expect(new Set(batches)).toEqual(new Set([1]));
    batches.length = 0;
    await img2img({ ...call, prompt: 'ink', negativePrompt: 'blurry' });
    expect(new Set(batches)).toEqual(new Set([2]));
  });

  it('returns the fitted source at strength 0, without a network', async () => {
    const { img2img, platform } = bind();
    const { images, plan } = await img2img({ ...call, strength: 0 });
    const source = await (await platform.backend.openImage(call.image, { limitInputPixels: 1e9 })).decode();
    expect(images[0].data).toEqual(source.data);
    expect(plan.networkCalls).toBe(0);
    expect(platform.runs).toEqual({});
  });

  it('remembers networks, prompts and the source between calls', async () => {
    const { img2img, platform, dispose } = bind();
    await img2img(call);
    const { runs } = platform;
    const before = { ...runs };
    await img2img({ ...call, seed: 8 });
    expect(platform.open.sort()).toEqual(['text_encoder', 'unet', 'vae_decoder', 'vae_encoder']);
    expect(runs['text_encoder']).toBe(before['text_encoder']);
    expect(runs['vae_encoder']).toBe(before['vae_encoder']);
    await dispose();
    expect(platform.open).toEqual([]);
  });

  it('meets any size of at least 16 pixels by padding and cropping', async () => {
    const { img2img } = bind();
    for (const size of [{ width: 16, height: 16 }, { width: 100, height: 17 }, 33]) {
      const { images, plan } = await img2img({ ...call, size });
      expect(images[0]).toMatchObject(plan.size);
      expect(plan.network.width % 64).toBe(0);
      if (typeof size === 'object') expect(plan.size).toEqual(size);
    }
  });

  it('shows previews, projected or decoded', async () => {
    const { img2img, platform } = bind();
    for (const [kind, width] of [
      ['linear', 8],
      ['decoder', 64],
    ] as const) {
      const previews: Extract<Img2ImgEvent, { type: 'preview' }>[] = [];
      const preview = { every: 1, with: kind };
      await img2img({ ...call, preview, onProgress: (event) => event.type === 'preview' && previews.push(event) });
      expect(previews.length).toBe(2);
      expect(previews[0]!.image.width).toBe(width);
    }
    expect(platform.runs['vae_decoder']).toBe(4);
  });

  it('replays from the recipe in its file', async () => {
    const { img2img } = bind();
    const first = await img2img({ ...call, scheduler: 'DPM++ 2M Karras', negativePrompt: 'blurry', colorMatch: true });
    const recipe = readRecipe(await first.images[0].encode('png'))!;
    expect(recipe).toEqual(first.recipe);
    const again = await img2img({ image: call.image, ...fromRecipe(recipe) });
    expect(again.images[0].data).toEqual(first.images[0].data);
    const bare = await img2img({ ...call, metadata: false });
    expect(readRecipe(await bare.images[0].encode())).toBeUndefined();
  });

  it("replays a spacing that only the scheduler's name told", async () => {
    const { img2img } = bind();
    const first = await img2img({ ...call, scheduler: 'Euler a Karras' });
    expect(first.recipe.sigmas).toBe('karras');
    const again = await img2img({ image: call.image, ...fromRecipe(first.recipe) });
    expect(again.images[0].data).toEqual(first.images[0].data);
  });

  it('takes a prompt of ten thousand words and says what was cut', async () => {
    const { img2img } = bind();
    const prompt = Array.from({ length: 10_000 }, (_, index) => `word${index}`).join(' ');
    const { plan, warnings } = await img2img({ ...call, steps: 2, prompt });
    expect(plan.prompts[0]!.cut).toContain('word9999');
    expect(warnings.map(({ code }) => code)).toContain('prompt-cut');
  });

  it('takes lone surrogates and emoji', async () => {
    const { img2img } = bind();
    expect((await img2img({ ...call, prompt: '\ud83d a cat \udc00 👩‍🎨 🎨' })).images).toHaveLength(1);
  });

  it('opens one network at a time when staged', async () => {
    const { img2img, loadModel, platform } = bind();
    const model = await loadModel('sd15-tiny', { memory: 'staged' });
    let most = 0;
    const onProgress = () => {
      most = Math.max(most, platform.open.length);
    };
    await img2img({ ...call, model, onProgress });
    expect(most).toBe(1);
    await model.dispose();
    expect(platform.open).toEqual([]);
    expect((await failure(img2img({ ...call, model }))).code).toBe('INVALID_ARGUMENT');
  });

  it('warms up', async () => {
    const { loadModel, platform } = bind();
    const model = await loadModel('pix2pix-tiny');
    await model.warmup();
    expect(platform.runs).toEqual({ text_encoder: 1, vae_encoder: 1, unet: 1, vae_decoder: 1 });
    await model.dispose();
  });

  it('runs the third branch of InstructPix2Pix only where it counts', async () => {
    const { img2img, plan } = bind();
    const edit = { ...call, model: 'pix2pix-tiny' };
    expect((await plan(edit)).imageGuidanceScale).toBe(1.5);
    const one = await img2img({ ...edit, imageGuidanceScale: 1 });
    const two = await img2img({ ...edit, imageGuidanceScale: 2 });
    expect(one.images[0].data).not.toEqual(two.images[0].data);
    const { warnings } = await img2img({ ...call, imageGuidanceScale: 2, prompt2: 'x' });
    expect(warnings.map(({ code }) => code)).toEqual(['ignored-option', 'ignored-option']);
  });

  it("counts steps as the model says, where their number is the model's too", async () => {
    const files = withFile('overpaint.json', JSON.stringify({ defaults: { steps: 5, stepsMode: 'exact' } }));
    const { plan } = bind({ files });
    const counted = async (options: { steps?: number; stepsMode?: 'schedule' }) => {
      const { steps, stepsMode, stepsRun } = await plan({ ...call, steps: undefined, ...options });
      return [steps, stepsMode, stepsRun];
    };
    expect(await counted({})).toEqual([5, 'exact', 5]);
    expect(await counted({ steps: 8 })).toEqual([8, 'schedule', 4]);
    expect(await counted({ stepsMode: 'schedule' })).toEqual([5, 'schedule', 2]);
  });

  it('warns of eta where the scheduler takes none', async () => {
    const { plan } = bind();
    for (const { name, stochastic, flow } of schedulers) {
      if (flow === true) continue;
      const planned = await plan({ ...call, scheduler: name, eta: 0.8 });
      const takes = stochastic === 'eta';
      expect(planned.warnings.map(({ message }) => message)).toEqual(
        takes ? [] : [expect.stringMatching(`eta means nothing to ${name};`)],
      );
      expect(planned.eta).toBe(takes ? 0.8 : 0);
      expect((await plan({ ...call, scheduler: name, eta: 0 })).warnings).toEqual([]);
    }
  });
});

describe('stopping', () => {
  it('decodes early what is there', async () => {
    const { img2img, platform } = bind();
    const run = img2img({
      ...call,
      scheduler: 'euler',
      steps: 40,
      count: 3,
      onProgress: ({ type }) => type === 'step' && run.finishEarly(),
    });
    const { images } = await run;
    expect(images).toHaveLength(1);
    expect(platform.runs['unet']).toBe(1);
  });

  it.each(['load', 'encode', 'step', 'preview', 'decode'])('aborts at %s, frees what it opened', async (phase) => {
    const { img2img, platform } = bind();
    const total = () => Object.values(platform.runs).reduce((sum, count) => sum + count, 0);
    let allowed = 0;
    const run = img2img({
      ...call,
      preview: {},
      onProgress: ({ type }) => {
        if (type !== phase || allowed > 0) return;
        allowed = total() + 1;
        run.abort('enough');
      },
    });
    expect(await failure(run)).toMatchObject({ code: 'ABORTED', name: 'AbortError', cause: 'enough' });
    expect(platform.open).toEqual([]);
    expect(total()).toBeLessThanOrEqual(allowed);
    expect((await img2img(call)).images).toHaveLength(1);
  });

  it('does not begin when the signal has fired', async () => {
    const { img2img, platform } = bind();
    expect((await failure(img2img({ ...call, signal: AbortSignal.abort() }))).code).toBe('ABORTED');
    expect(platform.runs).toEqual({});
  });

  it('throws in the loop over events what the promise rejects with', async () => {
    const { img2img } = bind();
    const loop = async () => {
      for await (const event of img2img({ ...call, steps: 0 })) void event;
    };
    expect((await failure(loop())).code).toBe('INVALID_ARGUMENT');
  });

  it('fails with the error of its listener', async () => {
    const { img2img } = bind();
    const onProgress = () => {
      throw new TypeError('my own mistake');
    };
    await expect(img2img({ ...call, onProgress })).rejects.toThrow('my own mistake');
  });
});
