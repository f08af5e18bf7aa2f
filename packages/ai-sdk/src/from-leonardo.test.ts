import {
  type CreateGenerationRequestBody,
  createGenerationRequestBodyToJSON,
} from '@leonardo-ai/sdk/sdk/models/operations/creategeneration.js';
import { SdGenerationSchedulers, SdGenerationStyle } from '@leonardo-ai/sdk/sdk/models/shared/index.js';
import { dispose, plan } from 'overpaint';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { fromLeonardo } from './from-leonardo.js';

const image = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#468' } })
  .png()
  .toBuffer();
afterAll(dispose);

const body: CreateGenerationRequestBody = {
  prompt: 'a lighthouse',
  negativePrompt: 'fog',
  guidanceScale: 7,
  numImages: 2,
  numInferenceSteps: 20,
  seed: 7,
  initImageId: '0000-1111',
  initStrength: 0.5,
  scheduler: SdGenerationSchedulers.EulerDiscrete,
  width: 512,
  height: 384,
  presetStyle: SdGenerationStyle.Illustration,
  promptMagic: true,
  promptMagicStrength: 0.4,
  promptMagicVersion: 'v3',
  modelId: 'b24e16ff',
  alchemy: true,
  photoReal: false,
  contrastRatio: 0.5,
  elements: [],
  public: false,
};

it('reads both spellings alike: what the SDK is given, and what it sends', () => {
  const sent = JSON.parse(createGenerationRequestBodyToJSON(body));
  expect(sent).toHaveProperty('init_strength', 0.5);
  const options = {
    prompt: 'a lighthouse',
    negativePrompt: 'fog',
    guidanceScale: 7,
    count: 2,
    steps: 20,
    seed: 7,
    initStrength: 0.5,
    scheduler: 'EULER_DISCRETE',
    size: { width: 512, height: 384 },
    style: 'ILLUSTRATION',
    promptMagic: { strength: 0.4, version: 'v3' },
  };
  expect(fromLeonardo({ ...body }).options).toEqual(options);
  expect(fromLeonardo(sent).options).toEqual(options);
  const fields = (messages: readonly { message: string }[]) =>
    messages.map(({ message }) => message.split(' ')[0]).sort();
  expect(fields(fromLeonardo({ ...body }).warnings)).toEqual(['alchemy', 'contrastRatio', 'initImageId', 'modelId']);
  expect(fields(fromLeonardo(sent).warnings)).toEqual(['alchemy', 'contrastRatio', 'init_image_id', 'modelId']);
});

it('gives options that paint, for every scheduler and style of theirs', async () => {
  for (const scheduler of Object.values(SdGenerationSchedulers)) {
    await plan({ image, ...fromLeonardo({ ...body, scheduler, numImages: 1 }).options });
  }
  for (const presetStyle of Object.values(SdGenerationStyle)) {
    const { options } = fromLeonardo({ prompt: 'a lighthouse', presetStyle });
    expect(options).toEqual(
      presetStyle === 'NONE' ? { prompt: 'a lighthouse' } : { prompt: 'a lighthouse', style: presetStyle },
    );
    await plan({ image, ...options });
  }
});

it('warns of what has no twin, and is silent about what is off', () => {
  const silent = {
    alchemy: false,
    ultra: null,
    tiling: undefined,
    controlnets: [],
    transparency: 'disabled',
    enhancePrompt: false,
  };
  expect(fromLeonardo(silent)).toEqual({ options: {}, warnings: [] });
  const loud = {
    transparency: 'foreground_only',
    unzoom: true,
    public: true,
    userElements: [{ userLoraId: 1 }],
    height: 64,
    new: 1,
  };
  expect(fromLeonardo(loud).warnings.map(({ message }) => message)).toEqual([
    'transparency has no counterpart here.',
    'unzoom has no counterpart here.',
    'public means nothing here: pictures stay on this machine.',
    'userElements names LoRAs of theirs. Give files as loras.',
    'new has no counterpart here.',
    "height alone was ignored: the size is the source's. Give both.",
  ]);
  expect(fromLeonardo({ enhancePrompt: true }).options).toEqual({ promptMagic: true });
});

it.each([null, undefined, [], 'x'])('refuses %s', (wrong) => {
  expect(() => fromLeonardo(wrong as never)).toThrow(expect.objectContaining({ argument: 'body' }));
});
