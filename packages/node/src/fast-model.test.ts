import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromRecipe } from '@overpaint/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNodeOverpaint } from './overpaint.js';
import { golden } from './testing/lora-models.js';

let model: string;
const lora = 'lcm/distilled.safetensors';
const { img2img, plan, dispose } = createNodeOverpaint({ cache: false });
const call = { image: golden('pipelines/inputs/photo-64x64.png'), prompt: 'a cat', seed: 3, size: 64 };

beforeAll(async () => {
  model = await mkdtemp(join(tmpdir(), 'overpaint-fast-'));
  await cp(golden('pipelines/sd15-tiny'), model, { recursive: true });
  await cp(golden('loras/sd15-tiny/loras/kohya.safetensors'), join(model, lora), { recursive: true });
  await settings({ lora, weight: 0.8 });
});
afterAll(async () => {
  await dispose();
  await rm(model, { recursive: true });
});

const settings = (fast: object) => writeFile(join(model, 'overpaint.json'), JSON.stringify({ fast }));

it('adds the distillation LoRA of the model to a fast call, with the settings that it was made for', async () => {
  const planned = await plan({ ...call, model, speed: 'fast', style: 'watercolor' });
  expect(planned).toMatchObject({ steps: 4, guidanceScale: 1, scheduler: 'lcm', speed: {}, asked: { speed: 'fast' } });
  expect(planned.loras).toMatchObject([[{ name: 'distilled', weight: 0.8 }]]);
  const fast = await img2img({ ...call, model, speed: 'fast' });
  const byHand = await img2img({
    ...{ ...call, model, scheduler: 'lcm', steps: 4, guidanceScale: 1 },
    loras: [{ source: join(model, lora), weight: 0.8 }],
  });
  expect(fast.images[0].data).toEqual(byHand.images[0].data);
  expect(fast.recipe.loras).toEqual(byHand.recipe.loras);
});

it('reads it again when it has changed', async () => {
  const fast = async () => (await img2img({ ...call, model, speed: 'fast' })).recipe.loras![0]!.sha256;
  const before = await fast();
  expect(await fast()).toBe(before);
  const file = await readFile(join(model, lora));
  await cp(golden('loras/sd15-tiny/loras/lcm.safetensors'), join(model, lora), { force: true });
  expect(await fast()).not.toBe(before);
  await writeFile(join(model, lora), file);
  expect(await fast()).toBe(before);
});

it('lets what the caller says win', async () => {
  const { steps, guidanceScale, scheduler } = await plan({ ...call, model, speed: 'fast', steps: 8, guidanceScale: 2 });
  expect({ steps, guidanceScale, scheduler }).toEqual({ steps: 8, guidanceScale: 2, scheduler: 'lcm' });
});

it('leaves other calls as they are, and paints a recipe again', async () => {
  expect((await plan({ ...call, model })).loras).toBeUndefined();
  expect((await plan({ ...call, model, speed: 'balanced' })).loras).toBeUndefined();
  const { images, recipe } = await img2img({ ...call, model, speed: 'fast' });
  const again = await img2img({ ...fromRecipe(recipe), image: call.image, model });
  expect(again.warnings).toEqual([]);
  expect(again.images[0].data).toEqual(images[0].data);
});

it.each([
  [{ lora: '../outside.safetensors' }, 'fast.lora'],
  [{ lora: '/etc/passwd' }, 'fast.lora'],
  [{ lora: 'https://example.com/lora.safetensors' }, 'lora'],
  [{ lora: 'missing.safetensors' }, 'missing.safetensors'],
  [{ lora, steps: 0 }, 'fast.steps'],
  [{ lora, scheduler: 'soon' }, 'soon'],
])('refuses %o', async (fast, told) => {
  const before = await readFile(join(model, 'overpaint.json'), 'utf8');
  await settings(fast);
  const refused = plan({ ...call, model, speed: 'fast' });
  await expect(refused).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringContaining(told) });
  await writeFile(join(model, 'overpaint.json'), before);
});
