import { describe, expect, it } from 'vitest';
import { tensor } from '../tensor/tensor.js';
import { betaQuantile } from './beta-quantile.js';
import { alphaBars, type BetaOptions } from './betas.js';
import { shiftForSize } from './flow-shift.js';
import { flowLevel, karrasLevel, type NoiseLevel } from './level.js';
import { evaluation, impliedNoise, type PredictionType } from './prediction.js';
import { roundHalfEven } from './round.js';
import { noiseTable } from './table.js';
import { threshold } from './thresholding.js';

const betas: BetaOptions = {
  num_train_timesteps: 1000,
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  trained_betas: null,
  rescale_betas_zero_snr: false,
};

describe('the training table', () => {
  it('is that of Stable Diffusion', () => {
    const table = noiseTable(betas);
    expect(table.sigmaAt(999)).toBeCloseTo(14.6146, 4);
    expect(table.sigmaAt(0)).toBeCloseTo(0.0292, 4);
    expect(table.levelAt(500).alpha ** 2 + table.levelAt(500).sigma ** 2).toBeCloseTo(1, 12);
  });

  it('finds the timestep of a σ again', () => {
    const table = noiseTable(betas);
    for (const timestep of [0, 1, 37, 500, 998, 999])
      expect(table.timestepAt(table.sigmaAt(timestep))).toBeCloseTo(timestep, 3);
    expect(table.timestepAt(1e9)).toBe(999);
    expect(table.timestepAt(0)).toBe(0);
  });

  it('ends without signal when rescaled, and begins where it did', () => {
    const plain = alphaBars(betas);
    const rescaled = alphaBars({ ...betas, rescale_betas_zero_snr: true });
    expect(rescaled.at(-1)).toBe(0);
    expect(rescaled[0]).toBeCloseTo(plain[0]!, 6);
    expect(noiseTable({ ...betas, rescale_betas_zero_snr: true }, 2 ** -24).sigmaAt(999)).toBeCloseTo(4096, 2);
  });
});

it('shifts a flow by the size of the picture', () => {
  expect(shiftForSize({}, 256)).toBe(0.5);
  expect(shiftForSize({}, 4096)).toBeCloseTo(1.15, 12);
  expect(shiftForSize({ base_shift: 0, max_shift: 1, base_image_seq_len: 0, max_image_seq_len: 100 }, 50)).toBe(0.5);
});

it('rounds halves to the even number', () => {
  expect([0.5, 1.5, 2.5, 2.500001, 61.5].map(roundHalfEven)).toEqual([0, 2, 2, 3, 62]);
});

it('inverts the beta distribution', () => {
  expect(betaQuantile(0.5, 0.6)).toBeCloseTo(0.5, 14);
  expect(betaQuantile(0, 0.6)).toBe(0);
  expect(betaQuantile(1, 0.6)).toBe(1);
  expect(betaQuantile(0.3, 1)).toBeCloseTo(0.3, 14);
  expect(betaQuantile(0.25, 0.5)).toBeCloseTo(Math.sin(Math.PI / 8) ** 2, 14); // the arcsine distribution
  expect(betaQuantile(0.1, 0.6)).toBeCloseTo(0.03958440558878085, 14); // scipy.stats.beta.ppf
  expect(betaQuantile(0.9, 0.6)).toBeCloseTo(1 - 0.03958440558878085, 14);
});

describe('a prediction', () => {
  const clean = tensor([1, 3], Float32Array.of(0.5, -1, 2));
  const noise = tensor([1, 3], Float32Array.of(1, 0.25, -0.75));
  const outputs: Record<Exclude<PredictionType, 'edm'>, (c: number, n: number, level: NoiseLevel) => number> = {
    epsilon: (_, n) => n,
    sample: (c) => c,
    v: (c, n, { alpha, sigma }) => alpha * n - sigma * c,
    flow: (c, n) => n - c,
  };
  it.each(Object.keys(outputs) as (keyof typeof outputs)[])('of %s is read as clean latents and noise', (type) => {
    const level = type === 'flow' ? flowLevel(0.3, 300) : karrasLevel(1.7, 500);
    const mix = (f: (c: number, n: number) => number) =>
      tensor(
        [1, 3],
        clean.data.map((c, i) => f(c, noise.data[i]!)),
      );
    const latents = mix((c, n) => level.alpha * c + level.sigma * n);
    const read = evaluation(
      { type },
      mix((c, n) => outputs[type](c, n, level)),
      latents,
      level,
    );
    for (const i of [0, 1, 2]) {
      expect(read.clean.data[i]).toBeCloseTo(clean.data[i]!, 5);
      expect(read.noise.data[i]).toBeCloseTo(noise.data[i]!, 5);
      expect(impliedNoise(read).data[i]).toBeCloseTo(noise.data[i]!, 5);
    }
  });

  it('is clipped or thresholded, its noise is not', () => {
    const level = karrasLevel(1, 400);
    const read = evaluation({ type: 'epsilon', clip: 1 }, noise, tensor([1, 3], Float32Array.of(2, 0, -2)), level);
    expect([...read.clean.data].every((x) => Math.abs(x) <= 1)).toBe(true);
    expect(read.noise).toBe(noise);
  });

  it('thresholds each picture of a batch by its own quantile', () => {
    const batch = tensor([2, 4], Float32Array.of(0.1, -0.2, 0.3, 0.4, 1, -2, 3, -4));
    const { data } = threshold(batch, 0.5, 10);
    expect([...data.subarray(0, 4)]).toEqual([...batch.data.subarray(0, 4)]); // s is never below 1
    expect([...data.subarray(4)].map((x) => +x.toFixed(5))).toEqual([0.4, -0.8, 1, -1]); // s = 2.5
  });
});
