import { expect, it } from 'vitest';
import { createOverpaint } from '../overpaint.js';
import { linearCombination } from '../tensor/linear-combination.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';
import type { Feature } from './feature.js';

const call = { image: referencePicture(), prompt: 'ink', size: 64, steps: 4, strength: 0.75, seed: 7 };
const { img2img, plan } = createOverpaint<URL, never, never>(referencePlatform() as never);
const paint = async (...features: Feature[]) =>
  (await img2img({ ...call, features })).images[0] as unknown as { data: Uint8Array; width: number; height: number };
const plain = await paint();

it.each<[string, Feature]>([
  ['conditioning', { name: 'x', conditioning: ({ hidden }) => ({ hidden: linearCombination([0, hidden!]) }) }],
  ['branches', { name: 'x', branches: (branches) => branches.slice(0, 1) }],
  [
    'wrapNetwork',
    { name: 'x', wrapNetwork: (next) => async (values, input) => linearCombination([0.5, await next(values, input)]) },
  ],
  ['wrapPredict', { name: 'x', wrapPredict: (next) => async (input) => linearCombination([0.5, await next(input)]) }],
  [
    'wrapCodec',
    {
      name: 'x',
      wrapCodec: (next) => ({
        ...next,
        decode: async (latents) => linearCombination([0.5, await next.decode(latents)]),
      }),
    },
  ],
  ['afterStep', { name: 'x', afterStep: ({ latents }) => linearCombination([0.5, latents]) }],
  ['afterDecode', { name: 'x', afterDecode: (image) => ({ ...image, data: image.data.map((value) => 255 - value) }) }],
])('%s changes the picture', async (_, feature) => {
  expect((await paint(feature)).data).not.toEqual(plain.data);
});

it('leaves the picture as it was where hooks give on what they get', async () => {
  const nothing: Feature = {
    name: 'nothing',
    request: (request) => request,
    conditioning: (conditioning) => conditioning,
    branches: (branches) => branches,
    wrapNetwork: (next) => next,
    wrapPredict: (next) => next,
    wrapCodec: (next) => next,
    afterStep: ({ latents }) => latents,
    afterDecode: (image) => image,
  };
  expect((await paint(nothing, nothing)).data).toEqual(plain.data);
});

it('asks for another size before anything is planned', async () => {
  const larger: Feature = { name: 'larger', request: (request) => ({ ...request, size: 128 }) };
  expect(await paint(larger)).toMatchObject({ width: 128, height: 128 });
  expect((await plan({ ...call, features: [larger] })).size).toEqual({ width: 128, height: 128 });
});

it('prepares itself for each call, and knows a plan from a call', async () => {
  const dry: boolean[] = [];
  const feature: Feature = {
    name: 'per-call',
    prepare(one) {
      dry.push(one.dry);
      const mine = dry.length; // what belongs to a call stays in its hooks
      return { afterDecode: (image) => ({ ...image, data: image.data.map(() => mine) }) };
    },
  };
  const [first, second] = await Promise.all([paint(feature), paint(feature)]);
  expect(new Set([first.data[0], second.data[0]])).toEqual(new Set([1, 2]));
  await plan({ ...call, features: [feature] });
  expect(dry).toEqual([false, false, true]);
});

it('composes several, the first outermost', async () => {
  const add = (amount: number): Feature => ({
    name: `add ${amount}`,
    afterDecode: (image) => ({ ...image, data: image.data.map((value) => 2 * (value % 8) + amount) }),
  });
  const expected = plain.data.map((value) => 2 * ((2 * (value % 8) + 1) % 8) + 5);
  expect((await paint(add(1), add(5))).data).toEqual(expected);
});
