import { describe, expect, it } from 'vitest';
import { addNoise } from './noise/index.js';
import { sample } from './sample.js';
import { createSchedule } from './schedulers/index.js';
import { type Tensor, tensor } from './tensor/tensor.js';
import type { StepEvent } from './walk-schedule.js';

const latents = tensor(
  [1, 4, 2, 2],
  Float32Array.from({ length: 16 }, (_, i) => Math.sin(i)),
);
const schedule = createSchedule({ scheduler: 'heun', steps: 6, strength: 0.5 });
const zero = ({ latents: { dims } }: { latents: Tensor }) => tensor(dims);

it('reports each step once, in order, with the level that it reached', async () => {
  const steps: StepEvent[] = [];
  await sample({ schedule, latents, predict: zero, onStep: (step) => void steps.push(step) });
  expect(steps.map(({ index, total }) => [index, total])).toEqual([
    [0, 3],
    [1, 3],
    [2, 3],
  ]);
  expect(steps.map(({ level }) => level)).toEqual(schedule.levels.slice(1));
});

it('waits for a report', async () => {
  let waited = 0;
  const onStep = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    waited++;
  };
  await sample({ schedule, latents, predict: zero, onStep });
  expect(waited).toBe(3);
});

describe('afterStep', () => {
  it('replaces latents, also those that a step looks at on its way', async () => {
    const replaced = tensor(
      latents.dims,
      latents.data.map(() => 7),
    );
    const seen: number[] = [];
    const result = await sample({
      schedule,
      latents,
      predict: ({ latents }) => {
        seen.push(latents.data[0]!);
        return tensor(latents.dims);
      },
      afterStep: () => replaced,
    });
    expect(seen).toEqual([latents.data[0], 7, 7, 7, 7]);
    expect(result).toBe(replaced);
  });

  it('keeps a kept region on the source and ends it exactly', async () => {
    const noise = tensor(
      latents.dims,
      latents.data.map((x) => 1 - x),
    );
    const result = await sample({
      schedule,
      latents: addNoise(latents, noise, schedule.levels[0]!),
      predict: ({ latents }) => latents,
      afterStep: ({ level }) => addNoise(latents, noise, level),
    });
    expect(result.data).toEqual(latents.data);
  });
});

it('ends early with the clean estimate', async () => {
  let calls = 0;
  let clean: Tensor | undefined;
  const result = await sample({
    schedule,
    latents,
    predict: (input) => {
      calls++;
      return zero(input);
    },
    onStep: (step) => {
      clean = step.clean;
    },
    shouldFinish: () => true,
  });
  expect(calls).toBe(2);
  expect(result).toBe(clean);
});

it('stops between network calls when the signal fires', async () => {
  const controller = new AbortController();
  let calls = 0;
  const run = sample({
    schedule,
    latents,
    predict: (input) => {
      if (++calls === 2) controller.abort('enough');
      return zero(input);
    },
    signal: controller.signal,
  });
  await expect(run).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' });
  expect(calls).toBe(2);
});

it('asks for a source of noise only where one is needed', async () => {
  const stochastic = createSchedule({ scheduler: 'euler-ancestral', steps: 3 });
  await expect(sample({ schedule: stochastic, latents, predict: zero })).rejects.toThrow(/gaussian.*euler-ancestral/);
});

it('does not write to the latents that it is given', async () => {
  const before = [...latents.data];
  await sample({ schedule, latents, predict: ({ latents }) => latents });
  expect([...latents.data]).toEqual(before);
});
