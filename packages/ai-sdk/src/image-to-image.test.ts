import type { imageToImage as theirs } from '@huggingface/inference';
import { dispose, readRecipe, type Warning } from 'overpaint';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { imageToImage } from './image-to-image.js';

const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#468' } })
  .png()
  .toBuffer();
const inputs = new Blob([new Uint8Array(picture)], { type: 'image/png' });
afterAll(dispose);

it('takes what huggingface.js takes, and gives what it gives', async () => {
  const args: Parameters<typeof theirs>[0] = {
    model: 'mini',
    provider: 'fal-ai',
    accessToken: 'hf_secret',
    inputs,
    parameters: {
      prompt: 'watercolor',
      negative_prompt: 'blur',
      guidance_scale: 5,
      num_inference_steps: 2,
      target_size: { width: 64, height: 48 },
      strength: 0.5,
      seed: 7,
      loras: ['none'],
    },
  };
  const warnings: Warning[] = [];
  const painted: Awaited<ReturnType<typeof theirs>> = await imageToImage(args, {
    onWarning: (warning) => warnings.push(warning),
  });
  expect(painted.type).toBe('image/png');
  expect(readRecipe(new Uint8Array(await painted.arrayBuffer()))).toMatchObject({
    prompt: { given: 'watercolor' },
    negativePrompt: { given: 'blur' },
    guidanceScale: 5,
    steps: 2,
    size: { width: 64, height: 48 },
    strength: 0.5,
    seed: 7,
  });
  expect(warnings).toMatchObject([{ code: 'ignored-option', message: expect.stringContaining('parameters.loras') }]);
});

it('stops, and refuses what is wrong', async () => {
  const signal = AbortSignal.abort();
  await expect(imageToImage({ inputs }, { signal })).rejects.toMatchObject({ code: 'ABORTED' });
  await expect(imageToImage({ inputs: 'bird.jpg' as unknown as Blob })).rejects.toMatchObject({ argument: 'inputs' });
  await expect(imageToImage(undefined as never)).rejects.toMatchObject({ argument: 'inputs' });
  await expect(imageToImage({ inputs, parameters: 'x' as never })).rejects.toMatchObject({ argument: 'parameters' });
  await expect(imageToImage({ inputs, parameters: { seed: -1 } })).rejects.toMatchObject({ argument: 'seed' });
  await expect(imageToImage({ inputs, model: './none' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
});
