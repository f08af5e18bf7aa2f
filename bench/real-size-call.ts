// One call of the real size in a process of its own, for bench/real-size.ts: what it cost, network by network.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOverpaint, type OverpaintImage, type SpeedName } from '@overpaint/core';
import { standardPresets } from '@overpaint/presets';
import { nodeBackend } from '../packages/node/src/backend.js';
import { folderFiles } from '../packages/node/src/files.js';
import type { NodeImageInput } from '../packages/node/src/image-input.js';
import { observed } from './observed.js';
import { processorSeconds } from './processor-time.js';
import { writeSamplePhoto } from './sample-photo.js';

export interface Cost {
  readonly clock: number;
  readonly processor: number;
}

/** Seconds, and bytes. Of libraries in Python only the first three, and the networks, are known. */
export interface Measured {
  readonly opened: Cost;
  readonly call: Cost;
  readonly peak: number;
  readonly networks: Readonly<Record<string, Cost & { readonly calls: number }>>;
  readonly work?: unknown;
  /** Of the time by the clock, the share in which no network ran. */
  readonly outside?: number;
  readonly plannedPeak?: number;
}

export interface CallSettings {
  readonly folder: string;
  readonly steps: number;
  readonly size: number;
  readonly strength: number;
  readonly guidanceScale: number;
  readonly speed: SpeedName;
  readonly memory: 'resident' | 'staged';
  /** Where optimised graphs are kept, or nowhere. */
  readonly cache: string | false;
}

/** A call whose networks were opened by a smaller one before, if they are to stay open. */
export async function measureCall(settings: CallSettings): Promise<Measured> {
  const { folder, steps, size, strength, guidanceScale, speed, memory, cache } = settings;
  const backend = nodeBackend({ cache });
  const networks: Record<string, { calls: number; clock: number; processor: number }> = {};
  const { img2img, loadModel, dispose } = createOverpaint<NodeImageInput, unknown, OverpaintImage>({
    backend: observed(backend, ({ component, milliseconds, seconds }) => {
      networks[component] ??= { calls: 0, clock: 0, processor: 0 };
      const network = networks[component];
      network.calls++;
      network.clock += milliseconds / 1000;
      network.processor += seconds;
    }),
    presets: standardPresets,
    openModel: (source) => folderFiles(source!, backend),
    decorate: (picture) => picture,
  });
  const photos = await mkdtemp(join(tmpdir(), 'overpaint-real-size-'));
  const call = {
    image: await writeSamplePhoto(photos),
    model: await loadModel(folder, { memory }),
    prompt: 'oil painting, thick strokes',
    negativePrompt: 'blurry',
    seed: 1,
    ...{ speed, strength },
  };
  const timed = async (asked: object) => {
    for (const name of Object.keys(networks)) delete networks[name];
    const [begun, used] = [performance.now(), process.cpuUsage()];
    const { plan } = await img2img({ ...call, ...asked });
    return { plan, cost: { clock: (performance.now() - begun) / 1000, processor: processorSeconds(used) } };
  };
  // Every network, and each of its parts; other texts, which are remembered.
  const { cost: opened } = await timed({ size: 64, steps: 8, tiles: false, prompt: 'ink', negativePrompt: 'grey' });
  const few = speed === 'fast' ? {} : { steps, guidanceScale };
  const { plan, cost } = await timed({ size: { width: size, height: size }, ...few });
  const inside = Object.values(networks).reduce((sum, { clock }) => sum + clock, 0);
  const peak = process.resourceUsage().maxRSS * 1024;
  await dispose();
  await rm(photos, { recursive: true });
  return {
    ...{ opened, call: cost, peak, networks: { ...networks } },
    work: { steps: plan.stepsRun, ...plan.work, speed: plan.speed },
    ...(memory === 'resident' && { outside: 1 - inside / cost.clock }), // staged opens networks in between
    plannedPeak: plan.memoryBytes,
  };
}
