import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { editMessage, fieldsOf, lengthField, textOf } from '../../core/src/onnx/message.js';
import { createNodeOverpaint } from './overpaint.js';

const golden = (path: string) => fileURLToPath(new URL(`../../core/golden/pipelines/${path}`, import.meta.url));
const image = golden('inputs/photo-64x64.png');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-clip-skip-'));
});
afterAll(() => rm(folder, { recursive: true }));

const { img2img, inspectModel, plan, dispose } = createNodeOverpaint({ cache: false });
afterEach(dispose);

/** A copy of a model one of whose graphs is another. */
async function changed(model: string, component: string, change: (graph: Buffer) => Uint8Array): Promise<string> {
  const copy = await mkdtemp(join(folder, 'model-'));
  await cp(golden(model), copy, { recursive: true, filter: (from) => !from.endsWith('cases') });
  const path = join(copy, component, 'model.onnx');
  await writeFile(path, change(await readFile(path)));
  return copy;
}

/** Without the outputs that older exports do not have. */
const lastOnly = (graph: Buffer) =>
  editMessage(graph, {
    7: ({ content }) => [
      lengthField(
        7,
        editMessage(content, {
          12: (output) => (textOf(fieldsOf(output.content)[0]).startsWith('hidden_states') ? [] : undefined),
        }),
      ),
    ],
  });

it.each(['sd15-tiny', 'sd21-tiny'])('paints what diffusers paints with %s and clipSkip', async (model) => {
  for (const clipSkip of [1, 2]) {
    const at = `${model}/cases/clip-skip-${clipSkip}`;
    const { prompt, negativePrompt, steps, strength, guidanceScale, seeds, scheduler } = JSON.parse(
      await readFile(golden(`${at}/case.json`), 'utf8'),
    );
    const asked = { prompt, negativePrompt, steps, strength, guidanceScale, seed: seeds[0], size: 64, clipSkip };
    const { images, recipe } = await img2img({
      ...asked,
      image,
      model: golden(model),
      scheduler: { ...scheduler.overrides, _class_name: scheduler.class },
    });
    const expected = await sharp(golden(`${at}/image-0.png`))
      .ensureAlpha()
      .raw()
      .toBuffer();
    const apart = images[0].data.reduce((most, one, i) => Math.max(most, Math.abs(one - expected[i]!)), 0);
    expect(apart).toBeLessThanOrEqual(1);
    expect(recipe.clipSkip).toBe(clipSkip);
  }
});

it('skips nothing for the call after one that skipped', async () => {
  const call = { image, prompt: 'a cat', model: golden('sd15-tiny'), steps: 2, seed: 3, size: 64 };
  const plain = (await img2img(call)).images[0].data;
  const skipped = (await img2img({ ...call, clipSkip: 1 })).images[0].data;
  expect((await img2img(call)).images[0].data).toEqual(plain);
  expect((await img2img({ ...call, clipSkip: 1 })).images[0].data).toEqual(skipped);
  expect(skipped).not.toEqual(plain);
});

it("takes SDXL's last layer but one from an export that has the last one only", async () => {
  const call = { image, prompt: 'a cat', steps: 2, seed: 3, size: 64 };
  const model = await changed('sdxl-tiny', 'text_encoder', lastOnly);
  for (const clipSkip of [undefined, 1]) {
    const whole = await img2img({ ...call, clipSkip, model: golden('sdxl-tiny') });
    const edited = await img2img({ ...call, clipSkip, model });
    expect(edited.images[0].data).toEqual(whole.images[0].data);
  }
});

it('refuses to skip more layers than there are, and in a graph that shows none', async () => {
  const call = { image, prompt: 'a cat', steps: 2, size: 64 };
  await expect(plan({ ...call, clipSkip: 3, model: golden('sd15-tiny') })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    argument: 'clipSkip',
    message: expect.stringContaining('at most 2'),
  });
  // Another operator in the place of every normalisation.
  const opaque = await changed('sd15-tiny', 'text_encoder', (graph) =>
    Buffer.from(
      graph.toString('latin1').replaceAll('\x22\x12LayerNormalization', '\x22\x12LpNormalizationzzz'),
      'latin1',
    ),
  );
  await expect(img2img({ ...call, clipSkip: 1, model: opaque })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    feature: 'clipSkip',
  });
  expect((await inspectModel(golden('sd15-tiny'))).options).toContain('clipSkip');
});
