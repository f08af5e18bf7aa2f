import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plan } from '@overpaint/core';
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
  return Buffer.from(images[0].data).toString('base64');
}

const plan = (options: Omit<Parameters<typeof overpaint.plan>[0], 'image'>) =>
  overpaint.plan({ ...call, model: join(golden, 'sd15-tiny'), ...options });

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

interface Twins {
  readonly name: string;
  readonly a: Texts;
  readonly b: Texts;
  readonly tokens?: 'prompt' | 'negative';
  readonly warns?: boolean;
}
interface Texts {
  readonly prompt: string;
  readonly negativePrompt?: string;
}

const bird = { prompt: 'a [red:blue:3] bird' };
const negative = (text: string, same: string): Twins => ({
  name: `negative ${text}`,
  a: { ...bird, negativePrompt: text },
  b: { ...bird, negativePrompt: same },
  tokens: 'negative',
});
const tagged = (a: Texts, b: Texts): Twins => ({ name: JSON.stringify(a), a, b, tokens: 'prompt', warns: true });

/** Cases of other tools' reports, and more of their kind. */
const twins: readonly Twins[] = [
  ...(JSON.parse(readFileSync(join(golden, '../faults/05-prompt-grammar.json'), 'utf8')).cases as Twins[]),
  negative('[photo::99]', 'photo'),
  negative('[photo::0]', ''),
  negative('(old [blur:photo:0]:1.3)', '(old photo:1.3)'),
  negative('[[a:blur:0]:[photo:b:99]:0]', 'photo'),
  negative('[blur|blur]', 'blur'),
  negative('[photo]', '[photo]'),
  tagged({ prompt: 'a <lyco:x:1:te=0.5:unet=1> bird' }, { prompt: 'a  bird' }),
  tagged({ prompt: '(a <lora:x:1>:1.3) [b:<lora:y:-0.5>:0.5]' }, { prompt: '(a :1.3) [b::0.5]' }),
  tagged({ prompt: 'a AND b <lora:x:1> :0.5' }, { prompt: 'a AND b :0.5' }),
  tagged({ prompt: '<custom_net:a b,c>a' }, { prompt: 'a' }),
  tagged({ prompt: 'a', negativePrompt: '[<lora:x:1>|blur]' }, { prompt: 'a', negativePrompt: '[|blur]' }),
];

it.each(twins)('paints $name as its twin', async ({ a, b, tokens, warns }) => {
  expect(await paint('sd15-tiny', a)).toBe(await paint('sd15-tiny', b));
  const [one, other] = await Promise.all([a, b].map((texts) => plan(texts)));
  const count = (plan: Plan) => (tokens === 'negative' ? plan.negativePrompt : plan.prompts[0]!).tokens;
  if (tokens !== undefined) expect(count(one!)).toBe(count(other!));
  expect(one!.warnings.length > other!.warnings.length).toBe(warns === true);
});

it("takes tags out of a second text encoder's prompt", async () => {
  const { prompt2, warnings } = await plan({
    model: join(golden, 'sdxl-tiny'),
    prompt: 'a',
    prompt2: 'b <lora:x:1>',
    style: 'watercolor',
  });
  expect(prompt2).toBe('b ');
  expect(warnings.filter(({ code }) => code === 'extra-network')).toHaveLength(1);
});

it('warns of each tag once', async () => {
  const { warnings, prompts } = await plan({
    prompt: ['a <lora:x:1> <lora:x:1>', 'b <lora:x:1> <hypernet:y>'],
    negativePrompt: '<lora:x:1>',
    style: { name: 'own', prompt: '{prompt}, <lora:z:0.5>' },
  });
  expect(prompts.map(({ expanded }) => expanded)).toEqual(['a', 'b']);
  expect(warnings.filter(({ code }) => code === 'extra-network').map(({ message }) => message)).toEqual([
    expect.stringContaining('<lora:z:0.5>'),
    expect.stringContaining('<lora:x:1>'),
    expect.stringContaining('<hypernet:y>'),
  ]);
});

it.each(['a :1 AND b :-1', 'a :0.1 AND b :0.2 AND c :-0.3', 'a :0 AND b :0', 'a AND [b:c:0.5] :-1'])(
  'refuses %s without guidance before a network is opened, and paints it with guidance',
  async (prompt) => {
    const loaded: string[] = [];
    const options = { ...call, prompt, model: join(golden, 'sd15-tiny') };
    const run = overpaint.img2img({ ...options, guidanceScale: 1, onProgress: ({ type }) => void loaded.push(type) });
    await expect(run).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'prompt' });
    await expect(overpaint.plan({ ...options, guidanceScale: 0 })).rejects.toThrow(/AND.* 0 .*guidance/);
    expect(loaded).toEqual([]);
    expect((await overpaint.plan({ ...options, guidanceScale: 1, strength: 0 })).stepsRun).toBe(0);
    expect((await overpaint.img2img(options)).images).toHaveLength(1);
  },
);

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
