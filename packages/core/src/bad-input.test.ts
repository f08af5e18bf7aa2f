import { describe, expect, it, vi } from 'vitest';
import type { Img2ImgOptions } from './options.js';
import { bind, call, failure } from './testing/reference-call.js';
import { type ReferencePlatformOptions, withFile } from './testing/reference-platform.js';

describe('bad input', () => {
  const bad: [keyof Img2ImgOptions, unknown[], string?][] = [
    ['image', [undefined, null]],
    ['prompt', [7, [], ['a', 7], {}]],
    ['negativePrompt', [7, null]],
    ['model', [7, {}, null]],
    ['strength', [Number.NaN, -0.1, 1.1, '0.5', Number.POSITIVE_INFINITY]],
    ['initStrength', [Number.NaN, -1, 1.01]],
    ['guidanceScale', [Number.NaN, -1, '7']],
    ['guidanceRescale', [Number.NaN, -1, 1.5]],
    ['imageGuidanceScale', [Number.NaN, 0.5]],
    ['steps', [Number.NaN, 0, 1001, 2.5, '20']],
    ['stepsMode', ['exactly', 1]],
    ['scheduler', ['eulerr', 7, [], null]],
    ['sigmas', ['kerras', 7]],
    ['eta', [Number.NaN, -1, 2]],
    ['seed', [Number.NaN, -1, 0.5, 2 ** 53]],
    ['count', [Number.NaN, 0, 65, 1.5]],
    ['size', [Number.NaN, 15, 20_000, 64.5]],
    ['fit', ['fill']],
    ['background', ['white', '#12', 7]],
    ['clipSkip', [Number.NaN, 0, 1.5, 99]],
    ['originalSteps', [Number.NaN, 0]],
    ['aestheticScore', [Number.NaN]],
    ['negativeAestheticScore', ['good']],
    ['maxSequenceLength', [Number.NaN, 0]],
    ['weighting', ['compel']],
    ['colorMatch', ['yes', 1]],
    ['metadata', ['yes', 1]],
    ['features', [7, [7]]],
    ['preview', [7, true]],
    ['signal', [7, {}]],
    ['onProgress', [7]],
    ['limitInputPixels', [Number.NaN, 0]],
    ['prompt2', [7]],
  ];
  it.each(bad.flatMap(([key, values]) => values.map((value) => [key, value] as const)))(
    '%s: %j',
    async (key, value) => {
      const { img2img, platform } = bind();
      const options = { ...call, [key]: value } as typeof call;
      if (key === 'initStrength') Object.assign(options, { strength: undefined });
      const error = await failure(img2img(options));
      expect(error.code).toBe('INVALID_ARGUMENT');
      expect(error.argument).toContain(key);
      expect(platform.runs).toEqual({});
    },
  );

  it('names the nearest scheduler', async () => {
    expect((await failure(bind().plan({ ...call, scheduler: 'eulr-ancestral' }))).message).toContain('euler-ancestral');
  });

  it('checks the settings that only sampling reads before any model runs', async () => {
    const { img2img, platform } = bind();
    const scheduler = { _class_name: 'UniPCMultistepScheduler', solver_order: 7 };
    const error = await failure(img2img({ ...call, scheduler }));
    expect([error.code, error.argument]).toEqual(['INVALID_ARGUMENT', 'config.solver_order']);
    expect(platform.runs).toEqual({});
  });

  it('refuses both strengths, and what later versions bring', async () => {
    const { plan } = bind();
    expect((await failure(plan({ ...call, initStrength: 0.5 }))).message).toContain('either');
    expect((await failure(plan({ ...call, clipSkip: 30 }))).argument).toBe('clipSkip');
    expect((await failure(plan({ ...call, seed: 2 ** 53 - 1, count: 2 }))).argument).toBe('seed');
  });

  it('warns of what it ignores', async () => {
    const { plan } = bind();
    const options = { image: call.image, size: 64, guidance: 5, initStrength: 0.2, steps: 1 };
    const { warnings, strength } = await plan(options as Img2ImgOptions<URL, string, never>);
    expect(warnings.map(({ code }) => code)).toEqual(['unknown-option', 'init-strength']);
    expect(warnings[0]!.message).toContain('guidanceScale');
    expect(strength).toBe(1);
  });

  const without = (part: string): ReferencePlatformOptions => ({
    files: (files) => ({
      ...files,
      list: async () => (await files.list()).filter(({ path }) => !path.startsWith(part)),
    }),
  });
  const replaced = (path: string, text: string): ReferencePlatformOptions => ({ files: withFile(path, text) });

  it.each([
    ['without unet', without('unet/'), 'unet'],
    ['without VAE encoder', without('vae_encoder/'), 'vae_encoder'],
    ['without tokenizer', without('tokenizer/'), 'tokenizer'],
    ['with a damaged graph', replaced('unet/model.onnx', 'no graph at all'), 'unet'],
    ['with a damaged config', replaced('unet/config.json', '{"in_channels": '), 'unet'],
    ['with a damaged scheduler config', replaced('scheduler/scheduler_config.json', '[]'), 'scheduler'],
    ['with a tokenizer of another model', replaced('text_encoder/config.json', '{"vocab_size": 100}'), 'tokenizer'],
    [
      'whose component leads out of it',
      replaced('model_index.json', '{"../../etc/passwd": ["a", "b"]}'),
      '../../etc/passwd',
    ],
    [
      'whose graph path leads out of it',
      replaced('overpaint.json', '{"components": {"unet": "../unet/model.onnx"}}'),
      'unet',
    ],
  ])('refuses a model folder %s', async (_, options, component) => {
    const error = await failure(bind(options).img2img(call));
    expect(error).toMatchObject({ code: 'MODEL_INVALID', component });
  });

  it.each(['text_encoder', 'vae_encoder', 'unet', 'vae_decoder'])('reports NaN from the %s', async (component) => {
    const { img2img, platform } = bind({
      intercept: (name, outputs) =>
        name === component
          ? Object.fromEntries(
              Object.entries(outputs).map(([key, value]) => [
                key,
                { ...value, data: Float32Array.from(value.data as Float32Array).fill(Number.NaN, 3, 4) },
              ]),
            )
          : outputs,
    });
    expect(await failure(img2img(call))).toMatchObject({ code: 'NON_FINITE', component });
    expect(platform.open).toEqual([]);
  });

  it('loads again after a load that failed', async () => {
    const { platform, img2img } = bind();
    const create = vi.spyOn(platform.backend, 'createSession').mockRejectedValueOnce(new Error('busy'));
    await expect(img2img(call)).rejects.toThrow('busy');
    create.mockRestore();
    expect((await img2img(call)).images).toHaveLength(1);
  });
});
