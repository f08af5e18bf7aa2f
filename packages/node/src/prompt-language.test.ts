import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { createNodeOverpaint } from './overpaint.js';

const golden = fileURLToPath(new URL('../../core/golden/pipelines/', import.meta.url));
const overpaint = createNodeOverpaint({ cache: false });
afterAll(() => overpaint.dispose());

const call = {
  image: join(golden, 'inputs/photo-64x64.png'),
  steps: 8,
  strength: 1,
  seed: 3,
  guidanceScale: 7.5,
} as const;
async function paint(
  model: string,
  options: Pick<
    Parameters<typeof overpaint.img2img>[0],
    'prompt' | 'negativePrompt' | 'weighting' | 'style' | 'promptMagic'
  >,
) {
  const { images } = await overpaint.img2img({ ...call, model: join(golden, model), metadata: false, ...options });
  return Buffer.from(images[0]!.data).toString('base64');
}

it.each(['sd15-tiny', 'sd21-tiny', 'pix2pix-tiny'])(
  'weights, editing, composition and length change what %s paints',
  async (model) => {
    const plain = await paint(model, { prompt: 'a red house at sea' });
    const different = [
      await paint(model, { prompt: 'a (red:1.8) house at sea' }),
      await paint(model, { prompt: 'a (red:1.8) house at sea', weighting: 'comfy' }),
      await paint(model, { prompt: 'a [red:blue:0.5] house at sea' }),
      await paint(model, { prompt: 'a [red|blue] house at sea' }),
      await paint(model, { prompt: 'a red house at sea AND a ship :0.5' }),
      await paint(model, { prompt: 'a red house BREAK at sea' }),
      await paint(model, { prompt: `a red house at sea, ${'the sky above the old town, '.repeat(12)}` }),
      await paint(model, { prompt: 'a red house at sea', style: 'watercolor' }),
      await paint(model, { prompt: 'a red house at sea', promptMagic: true }),
    ];
    expect(new Set([plain, ...different]).size).toBe(different.length + 1);

    const same = [
      await paint(model, { prompt: 'a (red:1.0) house at sea' }),
      await paint(model, { prompt: 'a (red:1.8) house at sea', weighting: 'none' }),
      await paint(model, { prompt: 'a [red:blue:99] house at sea' }),
      await paint(model, { prompt: 'a [blue:red:0] house at sea' }),
      await paint(model, { prompt: 'a red house at sea', style: 'none' }),
    ];
    expect(new Set([plain, ...same]).size).toBe(1);
  },
);

it.each([
  ['[blur:photo:0]', 'photo'],
  ['[blur:photo:99]', 'blur'],
  ['[photo:0]', 'photo'],
  ['[(photo):0]', '(photo)'],
  ['[photo::99]', 'photo'],
  ['[photo::0]', ''],
  ['(old [blur:photo:0]:1.3)', '(old photo:1.3)'],
  ['[[a:blur:0]:[photo:b:99]:0]', 'photo'],
  ['[blur|blur]', 'blur'],
  ['[photo]', '[photo]'],
])('the negative prompt %s paints as %s', async (negativePrompt, same) => {
  const prompt = 'a [red:blue:3] house';
  const [edited, plain] = [
    await paint('sd15-tiny', { prompt, negativePrompt }),
    await paint('sd15-tiny', { prompt, negativePrompt: same }),
  ];
  expect(edited).toBe(plain);
});

it('edits and alternates in the negative prompt step by step', async () => {
  const options = { prompt: 'a [red:blue:3] house' };
  const pictures = [
    await paint('sd15-tiny', { ...options, negativePrompt: 'photo' }),
    await paint('sd15-tiny', { ...options, negativePrompt: 'blur' }),
    await paint('sd15-tiny', { ...options, negativePrompt: '[photo:blur:0.5]' }),
    await paint('sd15-tiny', { ...options, negativePrompt: '[photo|blur]' }),
    await paint('sd15-tiny', { ...options, negativePrompt: 'photo AND blur' }),
  ];
  expect(new Set(pictures).size).toBe(pictures.length);
  expect(await paint('sd15-tiny', { ...options, negativePrompt: '[photo:blur:4]' })).toBe(pictures[2]);
});
