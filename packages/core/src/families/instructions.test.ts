import { expect, it } from 'vitest';
import { createOverpaint } from '../overpaint.js';
import type { PresetRequest } from '../presets-hook.js';
import { plainPresets } from '../testing/plain-presets.js';
import { referencePicture, referencePlatform, withFile } from '../testing/reference-platform.js';

/** What presets are told of a model's prompts. */
async function isInstruction(model: string, settings?: object): Promise<boolean | undefined> {
  const told: (boolean | undefined)[] = [];
  const presets = {
    ...plainPresets,
    prepare(request: PresetRequest) {
      told.push(request.instruction);
      return plainPresets.prepare(request);
    },
  };
  const platform = referencePlatform(settings && { files: withFile('overpaint.json', JSON.stringify(settings)) });
  const { plan } = createOverpaint<URL, never, never>({ ...platform, presets } as never);
  await plan({ image: referencePicture(), prompt: 'make it red', model, size: 64 } as never);
  expect(new Set(told).size).toBe(1);
  return told[0];
}

it.each([
  ['klein-tiny', true],
  ['kontext-tiny', true],
  ['pix2pix-tiny', true],
  ['sd15-tiny', false],
  ['flux-tiny', false],
])('prompts of %s are instructions: %s', async (model, expected) => {
  expect(await isInstruction(model)).toBe(expected);
});

it('a model says itself what its prompts are', async () => {
  expect(await isInstruction('pix2pix-tiny', { prompts: 'descriptions' })).toBe(false);
  expect(await isInstruction('sd15-tiny', { prompts: 'instructions' })).toBe(true);
  await expect(isInstruction('sd15-tiny', { prompts: 'poems' })).rejects.toMatchObject({
    code: 'MODEL_INVALID',
    message: expect.stringContaining('instructions'),
  });
});
