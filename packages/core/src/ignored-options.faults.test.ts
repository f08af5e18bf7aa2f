import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Img2ImgOptions } from './options.js';
import { createOverpaint } from './overpaint.js';
import { referencePicture, referencePlatform } from './testing/reference-platform.js';

type Case = { name: string; options: Partial<Img2ImgOptions>; embedded?: boolean; expect: { warns: string } };
const { cases } = JSON.parse(
  readFileSync(new URL('../golden/faults/17-ignored-options.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

/** Of the same kind: no prompt means no guidance too, whatever its scale. */
const siblings: Case[] = [
  {
    name: 'negative prompt without prompt',
    options: { prompt: '', negativePrompt: 'ugly' },
    expect: { warns: 'negativePrompt' },
  },
  {
    name: 'negative prompt, blank prompt',
    options: { prompt: '  ', negativePrompt: 'ugly' },
    expect: { warns: 'negativePrompt' },
  },
  {
    name: 'negative prompt at scale 0',
    options: { negativePrompt: 'ugly', guidanceScale: 0 },
    expect: { warns: 'negativePrompt' },
  },
  {
    name: 'rescale without prompt',
    options: { prompt: undefined, guidanceRescale: 0.7 },
    expect: { warns: 'guidanceRescale' },
  },
  {
    name: 'image guidance without prompt',
    options: { prompt: '', imageGuidanceScale: 3 },
    embedded: true,
    expect: { warns: 'imageGuidanceScale' },
  },
  {
    name: 'image guidance of a family without',
    options: { imageGuidanceScale: 3 },
    expect: { warns: 'imageGuidanceScale' },
  },
];

const { plan, img2img } = createOverpaint<URL, never, never>(referencePlatform() as never);
const base = { image: referencePicture(), prompt: 'a cat', size: 64, steps: 4, seed: 3 };
const ask = ({ options, embedded }: Case) =>
  ({ ...base, ...options, ...(embedded && { model: 'pix2pix-tiny' }) }) as never;

it.each([...cases, ...siblings])('warns of $name', async (one) => {
  const { warnings } = await plan(ask(one));
  expect(
    warnings
      .map(({ code, message }) => `${code} ${message}`)
      .filter((text) => new RegExp(one.expect.warns, 'i').test(text)),
  ).toHaveLength(1);
});

it.each<Partial<Img2ImgOptions>>([
  { negativePrompt: 'ugly', guidanceScale: 7 },
  { negativePrompt: '', guidanceScale: 1 },
  { guidanceScale: 1 },
  { guidanceRescale: 0, guidanceScale: 1 },
  { prompt: ['', 'a cat'], negativePrompt: 'ugly' },
  { prompt: '' },
])('does not warn of %j', async (options) => {
  expect((await plan({ ...base, ...options } as never)).warnings).toEqual([]);
});

it('really leaves out what it says', async () => {
  const paint = async (options: Partial<Img2ImgOptions>) =>
    ((await img2img({ ...base, prompt: '', ...options } as never)).images[0] as { data: Uint8Array }).data;
  expect(await paint({ negativePrompt: 'ugly', guidanceRescale: 0.5 })).toEqual(await paint({}));
});
