import { describe, expect, it } from 'vitest';
import type { Feeds } from '../backend/runtime.js';
import { createOverpaint } from '../overpaint.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';
import { questionsAtOnce } from './questions-at-once.js';

const free = Number.POSITIVE_INFINITY;
const usual = {
  ...{ batch: free, network: { width: 512, height: 512 }, downscale: 8 },
  ...{ onProcessor: true, fixed: false, together: false },
};

it.each([
  ['a processor, at the size of Stable Diffusion', {}, 1],
  ['a GPU', { onProcessor: false }, free],
  ['small pictures', { network: { width: 504, height: 512 } }, free],
  ['a network opened for its sizes alone', { fixed: true }, free],
  ['what is decided together', { together: true }, free],
  ['a graph that fixes two', { batch: 2 }, 2],
  ['a graph that fixes one', { batch: 1 }, 1],
])('asks for %s', (_, given, expected) => {
  expect(questionsAtOnce({ ...usual, ...given })).toBe(expected);
});

describe('on a processor', () => {
  const call = { image: referencePicture(), prompt: 'ink', size: 512, tiles: false, steps: 1, strength: 1, seed: 7 };

  /** The picture of a call, how many questions each run of the UNet was asked, and what was planned. */
  async function paint(memory: number | undefined, options: object = {}, fixed?: string) {
    const batches: number[] = [];
    const platform = referencePlatform();
    const { backend } = platform;
    const { img2img, plan, dispose } = createOverpaint<URL, never, never>({
      ...platform,
      backend: {
        ...backend,
        ...(memory && { memory }),
        fixedSizes: (component: string) => component === fixed,
        async createSession(file: never) {
          const session = await backend.createSession(file);
          const run = (feeds: Feeds, fetches?: readonly string[]) => {
            if (feeds['encoder_hidden_states']) batches.push(feeds['encoder_hidden_states'].dims[0]!);
            return session.run(feeds, fetches);
          };
          return { inputs: session.inputs, outputs: session.outputs, run, dispose: () => session.dispose() };
        },
      },
    } as never);
    const { memoryBytes } = await plan({ ...call, ...options } as never);
    const { images } = await img2img({ ...call, ...options } as never);
    await dispose();
    return { data: (images[0] as never as { data: Uint8ClampedArray }).data, batches, memoryBytes };
  }

  it('asks one by one, for less memory and the same picture', async () => {
    const [apart, together] = [await paint(64e9), await paint(undefined)];
    expect(apart.batches).toEqual([1, 1]);
    expect(together.batches).toEqual([2]);
    expect(apart.memoryBytes).toBeLessThan(together.memoryBytes);
    const apartBy = apart.data.reduce((most, value, i) => Math.max(most, Math.abs(value - together.data[i]!)), 0);
    expect(apartBy).toBeLessThanOrEqual(1);
  });

  it('asks at once where the runtime opens the network for certain sizes alone', async () => {
    expect((await paint(64e9, {}, 'unet')).batches).toEqual([2]);
    expect((await paint(64e9, {}, 'vae_decoder')).batches).toEqual([1, 1]);
  });

  it('keeps deep features of each question', async () => {
    const [steps, speed] = [2, { reuse: { every: 2 } }];
    const [apart, together] = [await paint(64e9, { steps, speed }), await paint(undefined, { steps, speed })];
    const apartBy = apart.data.reduce((most, value, i) => Math.max(most, Math.abs(value - together.data[i]!)), 0);
    expect(apartBy).toBeLessThanOrEqual(1);
  });
});
