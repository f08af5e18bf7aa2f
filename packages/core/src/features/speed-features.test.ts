import { expect, it } from 'vitest';
import { fromRecipe } from '../from-recipe.js';
import { createOverpaint } from '../overpaint.js';
import type { Recipe } from '../recipe.js';
import { fullCalls } from '../speed/full-calls.js';
import type { SpeedOptions } from '../speed/speed-options.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';

const call = {
  scheduler: 'ddim',
  image: referencePicture(),
  prompt: 'ink',
  negativePrompt: 'blur',
  size: 64,
  steps: 8,
  strength: 1,
  seed: 7,
};
const platform = referencePlatform();
const overpaint = createOverpaint<URL, never, never>(platform as never);

interface Painted {
  readonly images: readonly { readonly data: Uint8Array; readonly recipe: Recipe }[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}
const paint = async (more: object = {}) => (await overpaint.img2img({ ...call, ...more })) as unknown as Painted;
const data = async (speed: SpeedOptions | undefined, more: object = {}) =>
  (await paint({ speed, ...more })).images[0]!.data;

it('leaves nothing out to the bit where that is what the options come to', async () => {
  const exact = await data(undefined);
  const nothing: SpeedOptions[] = [{}, { reuse: { every: 1, depth: 1 } }, { guidance: { from: 0, to: 1 } }];
  for (const speed of nothing) expect(await data(speed)).toEqual(exact);
  expect((await paint({ speed: 'exact' })).images[0]!.data).toEqual(exact);
});

it('leaves one network open where calls change it', async () => {
  const { open } = platform;
  const networks = () => open.filter((component) => component === 'unet').length;
  await data({ reuse: { every: 3, depth: 1 } });
  expect(networks()).toBe(2);
  await data(undefined);
  expect(networks()).toBe(1);
  await data({ reuse: { every: 3 } });
  expect(networks()).toBe(2);
});

it('plans memory for two networks', async () => {
  const [exact, reused] = [
    await overpaint.plan(call),
    await overpaint.plan({ ...call, speed: { reuse: { every: 2 } } }),
  ];
  expect(reused.memoryBytes).toBeGreaterThan(exact.memoryBytes);
});

it('paints another picture where it reuses, or guides less', async () => {
  const exact = await data(undefined);
  const [reused, interval, both] = [
    await data({ reuse: { every: 3 } }),
    await data({ guidance: { to: 0.5 } }),
    await data({ reuse: { every: 3 }, guidance: { to: 0.5 } }),
  ];
  expect(new Set([exact, reused, interval, both].map(String)).size).toBe(4);
});

it('keeps the features of every picture and call apart', async () => {
  const speed = { reuse: { every: 2, depth: 1 } };
  const { images } = await paint({ speed, count: 2 });
  expect(await data(speed, { seed: 8 })).toEqual(images[1]!.data);
  const together = await Promise.all([data(speed), data(speed, { seed: 8 })]);
  expect(together).toEqual(images.map((image) => image.data));
});

it('takes a mask, whose kept pixels come back as they were', async () => {
  const mask = referencePicture('mask-64x64.png');
  const exact = await data(undefined, { mask });
  expect(await data({ reuse: { every: 2 } }, { mask })).not.toEqual(exact);
  expect(await data({ reuse: { every: 1 } }, { mask })).toEqual(exact);
});

it.each(['heun', 'euler-ancestral', 'dpmpp-2m', 'lcm', 'pndm'] as const)('serves %s', async (scheduler) => {
  expect(await data({ reuse: { every: 2 } }, { scheduler })).not.toEqual(await data(undefined, { scheduler }));
});

it('guides from where to where it is told, as diffusers counts steps', async () => {
  const asked: number[] = [];
  const feature = {
    name: 'spy',
    wrapNetwork: (next: (values: never, input: never) => unknown) => (values: never, input: never) => {
      asked.push((values as { sample: { dims: number[] } }).sample.dims[0]!);
      return next(values, input);
    },
  };
  await data({ guidance: { from: 0.3, to: 0.7 } }, { features: [feature] });
  expect(asked).toEqual([1, 1, 2, 2, 2, 1, 1, 1]);
});

it('is the unguided picture with an empty interval', async () => {
  expect(await data({ guidance: { to: 0 } })).toEqual(await data(undefined, { guidanceScale: 1 }));
});

it('says in the plan what is left of the work, and keeps it in the recipe', async () => {
  const speed = { reuse: { every: 3, depth: 1 }, guidance: { to: 0.5 } };
  const plan = await overpaint.plan({ ...call, speed });
  expect(plan.speed).toEqual({ reuse: { every: 3, depth: 1 }, guidance: { from: 0, to: 0.5 } });
  const share = (2 * (2 + 2 * 0.3) + 1 + 3 * 0.3) / 16; // calls 0, 3 and 6 of 8 are full, 0 to 3 guided
  expect(plan.work).toEqual({
    guidedCalls: 4,
    plainCalls: 4,
    fullCalls: 3,
    reusedCalls: 5,
    share: expect.closeTo(share, 2),
  });
  expect((await overpaint.plan(call)).work).toMatchObject({ guidedCalls: 8, reusedCalls: 0, share: 1 });
  const { recipe, data: painted } = (await paint({ speed })).images[0]!;
  expect(recipe.speed).toEqual(plan.speed);
  expect((await paint({ ...fromRecipe(recipe) })).images[0]!.data).toEqual(painted);
});

it("takes a family's set by name", async () => {
  for (const speed of ['balanced', 'fast'] as const) {
    const plan = await overpaint.plan({ ...call, speed });
    expect(plan.work.share).toBeLessThan(0.6);
    expect(plan.asked['speed']).toBe(speed);
    expect(plan.warnings).toEqual([]);
  }
});

it('plans those calls in full that a run is which stops early', async () => {
  const reuse = { every: 2, depth: 0, centre: 0.3 };
  const { work } = await overpaint.plan({ ...call, stopAfter: 6, speed: { reuse } });
  expect([work.fullCalls, work.reusedCalls]).toEqual([3, 3]);
  expect(fullCalls(6, reuse).size).toBe(3);
  expect([...fullCalls(8, reuse)].filter((index) => index < 6)).toHaveLength(4); // of a whole run
});

it('warns where nothing can be left out', async () => {
  const { warnings } = await paint({ prompt: '', negativePrompt: undefined, speed: { guidance: { to: 0.5 } } });
  expect(warnings).toEqual([{ code: 'ignored-option', message: expect.stringContaining('guidance is off') }]);
});

it.each<[object | string, string]>([
  [{ reuse: { every: 0 } }, 'speed.reuse.every'],
  [{ reuse: { every: 2, depth: 8 } }, 'speed.reuse.depth'],
  [{ reuse: { every: 2, threshold: 0.1 } }, 'speed.reuse'],
  [{ reuse: { threshold: 0.1 } }, 'speed.reuse'],
  [{ reuse: { every: 2, centre: 2 } }, 'speed.reuse.centre'],
  [{ guidance: { from: 0.5, to: 0.2 } }, 'speed.guidance.to'],
  [{ guidence: { to: 0.2 } }, 'speed'],
  ['quick', 'speed'],
  [null as never, 'speed'],
])('refuses %j', async (speed, argument) => {
  await expect(paint({ speed })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument });
});
