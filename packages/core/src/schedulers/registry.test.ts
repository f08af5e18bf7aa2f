import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as samplingPart from '../sample.js';
import type * as part from './index.js';
import { schedulerEntries } from './scheduler-entries.js';

const sources = fileURLToPath(new URL('..', import.meta.url));

describe('a new scheduler', () => {
  const invented = `
import { karras } from './karras-schedule.js';
import { linspace, spacedSigmas, trained } from './level-settings.js';
import { moveByClean } from './move-latents.js';

/** Halfway: stays nearer to noise than Euler. No paper tells of it. */
export const halfway = {
  memory: 0,
  async step({ latents, from, to, denoise }) {
    const asked = await denoise(latents, from);
    return { latents: moveByClean(latents, asked.clean, from, to), clean: asked.clean, remember: asked };
  },
};

export const classes = { HalfwayScheduler: [karras, trained, spacedSigmas, linspace] };
export const sampling = { takesEta: true };
export const method = () => halfway;
export const otherNames = { HALF: null };
export const facts = { a1111: ['Half Way'], leonardo: ['HALF'], paper: { paper: 'Nobody 2099, Halfway', arXiv: '9912.99999' } };
`;
  let copy: string;
  let schedulers: typeof part;
  let sampling: typeof samplingPart;

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'registry-test-'));
    await cp(sources, copy, { recursive: true });
    await writeFile(join(copy, 'schedulers/halfway.ts'), invented);
    const registry = join(copy, 'schedulers/registry.ts');
    const parts = {
      ...{ classesOf: 'classes', samplingSettingsOf: 'sampling', methods: 'method' },
      ...{ otherNames: 'otherNames', factsOf: 'facts' },
    };
    const registered = Object.entries(parts).reduce(
      (text, [list, name]) =>
        text.replace(new RegExp(`(export const ${list}: [^{]*= \\{)`), `$1 halfway: halfway.${name},`),
      await readFile(registry, 'utf8'),
    );
    await writeFile(registry, `import * as halfway from './halfway.js';\n${registered}`);
    schedulers = await import(/* @vite-ignore */ join(copy, 'schedulers/index.ts'));
    sampling = await import(/* @vite-ignore */ join(copy, 'sample.ts'));
  });
  afterAll(() => rm(copy, { recursive: true }));

  it('is planned, found by its names and listed, by its file and its lines in the registry alone', () => {
    const { createSchedule, resolveScheduler, takesEta } = schedulers;
    const name = 'halfway' as never;
    const schedule = createSchedule({ scheduler: name, steps: 4, sigmas: 'karras' });
    expect(schedule).toMatchObject({ scheduler: 'halfway', config: { _class_name: 'HalfwayScheduler' } });
    expect(createSchedule({ config: { _class_name: 'HalfwayScheduler' }, steps: 4 }).scheduler).toBe('halfway');
    for (const label of ['Halfway', 'HalfwayScheduler', 'Half Way', 'HALF'])
      expect(resolveScheduler(label)).toEqual({ name });
    expect(resolveScheduler('Half Way Karras')).toEqual({ name, sigmas: 'karras' });
    expect(schedulers.schedulers.find((info) => info.name === name)).toMatchObject({
      diffusers: 'HalfwayScheduler',
      stochastic: 'eta',
      order: 1,
      a1111: ['Half Way'],
      arXiv: '9912.99999',
    });
    expect(takesEta(name)).toBe(true);
  });

  it('samples', async () => {
    const schedule = schedulers.createSchedule({ scheduler: 'halfway' as never, steps: 4 });
    const latents = { dims: [1, 1, 1, 2], data: Float32Array.of(1, -1) };
    const result = await sampling.sample({ schedule, latents, predict: ({ latents: asked }) => asked });
    expect(result.data.every(Number.isFinite)).toBe(true);
  });
});

it('is the only place beside their files that names diffusers classes', async () => {
  const folder = new URL('.', import.meta.url);
  const classNames = new Set(schedulerEntries.map(({ className }) => className));
  const named = new Map([...classNames].map((className) => [className, new Set<string>()]));
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.ts') || file.includes('.test.') || file === 'stable-diffusion-config.ts') continue; // the default
    const code = (await readFile(new URL(file, folder), 'utf8')).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    for (const [word] of code.matchAll(/\w+Scheduler\b/g)) named.get(word)?.add(file);
  }
  for (const [className, files] of named) expect([...files], className).toHaveLength(1);
});
