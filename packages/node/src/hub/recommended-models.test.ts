import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recommendedModels } from '@overpaint/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeModel } from '../../../core/src/testing/make-model.js';
import { contentsOf, type HubReplica, startHubReplica } from '../testing/hub-replica.js';
import { hubSettings } from './hub-settings.js';
import { type PullPlan, storedModels } from './stored-models.js';

type Contents = Record<string, Uint8Array>;
const golden = (name: string) =>
  contentsOf(fileURLToPath(new URL(`../../../core/golden/pipelines/${name}/`, import.meta.url)), (path) =>
    path.startsWith('cases'),
  );
const without = (contents: Contents, pattern: RegExp): Contents =>
  Object.fromEntries(Object.entries(contents).filter(([path]) => !pattern.test(path)));
/** Larger than the texts that git leaves in place of files, which are looked for. */
const bytes = new Uint8Array(2000);

let root: string;
let replica: HubReplica;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'overpaint-recommended-'));
  replica = await startHubReplica();
});
afterAll(async () => {
  await replica.close();
  await rm(root, { recursive: true });
});

/** The names of files that each repository was read to have, with small networks in them. */
const layouts: Record<string, { family: string | undefined; contents(): Promise<Contents> | Contents }> = {
  // By diffusers' old script: no config.json, weights of the UNet beside it, a safety checker.
  'onnx-community/stable-diffusion-v1-5-ONNX': {
    family: 'stable-diffusion',
    async contents() {
      const edits = [{ op: 'external', component: 'unet', location: 'weights.pb' }] as const;
      const made = contentsOf(await makeModel(join(root, 'script'), { edits: [...edits] }));
      return {
        ...without(made, /\/config\.json$/),
        'safety_checker/model.onnx': bytes,
        'feature_extractor/preprocessor_config.json': bytes,
      };
    },
  },
  'schmuell/sd-turbo-ort-web': {
    family: 'stable-diffusion-turbo',
    contents: () => ({ ...golden('turbo-tiny'), 'README.md': bytes }),
  },
  // Flat graphs, weights in four and eight bits beside two of them. Its page tells of no tokenizer; one lies where diffusers has it.
  'hlhc/FLUX.2-klein-4B-onnx': {
    family: 'flux-2-klein',
    contents: () => ({
      ...golden('klein-quantised-tiny'),
      'LICENSE.md': bytes,
      'README.md': bytes,
      'scripts/export_klein_onnx.py': bytes,
      'verification_onnx.png': bytes,
    }),
  },
  'deinferno/taesd-onnx': {
    family: undefined,
    contents: () => {
      const tiny = golden('taesd-tiny');
      return Object.fromEntries(Object.entries(tiny).filter(([path]) => path.startsWith('vae_')));
    },
  },
};

describe('models whose layout is said to be tested', () => {
  const tested = recommendedModels.filter(({ status }) => status === 'layout-tested');

  it('are those that are tested here', () => {
    expect(tested.map(({ id }) => id).sort()).toEqual(Object.keys(layouts).sort());
  });

  it.each(tested)('$id', async ({ id, family: told }) => {
    const { family, contents } = layouts[id]!;
    const published = await contents();
    replica.publish(id, { contents: published });
    const cache = join(root, 'cache');
    const models = storedModels(() => hubSettings({ endpoint: replica.url, cache, token: false }, {}), {
      hash: async () => [],
      known: [],
    });
    const plans: PullPlan[] = [];
    const { folder, commit } = await models.pull(id, { onPlan: (plan) => void plans.push(plan) });
    expect(plans[0]!.inspection?.family).toBe(family);
    if (family !== undefined) expect(told).toBe(family);
    const snapshot = join(folder, 'snapshots', commit!);
    const files = await readdir(snapshot, { recursive: true, withFileTypes: true });
    for (const entry of files.filter((file) => !file.isDirectory())) {
      const path = join(entry.parentPath, entry.name);
      expect(path).not.toMatch(/safety_checker|feature_extractor|README|scripts|verification/);
      expect((await readFile(path)).equals(published[path.slice(snapshot.length + 1)]!)).toBe(true);
    }
    expect(await models.verify(id)).toMatchObject({ damaged: [] });
  });
});
