import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withoutTelemetry } from './without-telemetry.js';

// That nothing is kept or sent, and how worker threads reach the variables, is tested in processes of their own.
const names = ['ORT_DISABLE_TELEMETRY', 'ORT_TELEMETRY_DISABLED'];
const values = () => names.map((name) => process.env[name]);
beforeEach(() => {
  for (const name of names) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.doUnmock('node:worker_threads');
  vi.resetModules();
});

it('sets the variables while the library is loaded, and gives them back, failed or not', async () => {
  expect(await withoutTelemetry(async () => values())).toEqual(['1', '1']);
  expect(values()).toEqual([undefined, undefined]);
  process.env['ORT_DISABLE_TELEMETRY'] = '0';
  await expect(withoutTelemetry(() => Promise.reject(new Error(values().join())))).rejects.toThrow('1,1');
  expect(values()).toEqual(['0', undefined]);
});

it('keeps them until the last of several has loaded it', async () => {
  const releases: (() => void)[] = [];
  const loads = [0, 1].map(() => withoutTelemetry(() => new Promise<void>((resolve) => releases.push(resolve))));
  await vi.waitFor(() => expect(releases).toHaveLength(2));
  releases[0]!();
  await loads[0];
  expect(values()).toEqual(['1', '1']);
  releases[1]!();
  await loads[1];
  expect(values()).toEqual([undefined, undefined]);
});

it('loads nothing where they cannot be set, unless the program was started with them', async () => {
  // The inspector connects worker threads alone: here it refuses.
  vi.doMock('node:worker_threads', () => ({ isMainThread: false }));
  const { withoutTelemetry } = await import('./without-telemetry.js');
  const load = vi.fn(async () => 'loaded');
  const failure = withoutTelemetry(load);
  await expect(failure).rejects.toMatchObject({ code: 'BACKEND', component: 'runtime', cause: expect.any(Error) });
  await expect(failure).rejects.toThrow(/Start the program with ORT_DISABLE_TELEMETRY=1/);
  expect(load).not.toHaveBeenCalled();
  vi.stubEnv('ORT_DISABLE_TELEMETRY', '1');
  expect(await withoutTelemetry(load)).toBe('loaded');
});
