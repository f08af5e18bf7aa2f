// How much of a call is spent outside ONNX Runtime? Whole img2img calls with open networks, from the picture's file to
// finished pixels; the picture has 1024 × 768 pixels, or 12 million. Three shares are printed, medians over rounds:
//
//  - of the processor's time: what all threads computed in the call, less what they computed while networks ran. It is the same
//    whatever the number of cores is that networks run on.
//  - by the clock: what the call spends between its network calls (decoding, fitting, arithmetic on latents and pixels), plus
//    what a network call costs beyond bare `session.run`: the way to the worker thread and back, measured with graphs that
//    take and give tensors of the same sizes and compute nothing. Both are small times, measured directly.
//  - by difference: the call against bare `session.run` on the main thread with the feeds of such a call. The
//    two are seconds long, so on a machine that does other things too this one scatters by some per cent either way.
//
//     node bench/run.mjs overhead [rounds]
//
// Must be, by the clock: at most 8 % with the embedded model where both branches of guidance paint, of both pictures; at most 1 % with networks
// of the ends and sizes of Stable Diffusion 1.5 (bench/sd15-sized.ts; they take a fraction of the real networks' time, so
// the real share is lower).

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createOverpaint, type Feeds, type OverpaintImage, type Size } from '@overpaint/core';
import { standardPresets } from '@overpaint/presets';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type NodeBackend, nodeBackend } from '../packages/node/src/backend.js';
import { folderFiles } from '../packages/node/src/files.js';
import type { NodeImageInput } from '../packages/node/src/image-input.js';
import { median } from './median.js';
import { type ObservedRun, observed } from './observed.js';
import { emptyGraph } from './onnx.js';
import { processorSeconds } from './processor-time.js';
import { here, writeSamplePhoto } from './sample-photo.js';
import { writeSd15Sized } from './sd15-sized.js';

const rounds = Number(process.argv[2] ?? 5);

// What the bench leaves behind between calls is not to be collected in them.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const bareTensors = (feeds: Feeds) =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, { type, data, dims }]) => [name, new Tensor(type, data as Float32Array, dims)]),
  );

/** Milliseconds that the way to the worker thread and back adds to one network call of these sizes. */
async function messagingOf({ feeds, outputs }: ObservedRun, backend: NodeBackend, folder: string): Promise<number> {
  await writeFile(join(folder, 'model.onnx'), emptyGraph(feeds, outputs));
  const files = await folderFiles(folder, backend);
  const session = await backend.createSession({ component: 'empty', path: 'model.onnx', files });
  const bare = await InferenceSession.create(join(folder, 'model.onnx'), { logSeverityLevel: 4 });
  const there: number[] = [];
  const here: number[] = [];
  for (let i = 0; i < 40; i++) {
    there.push(await time(() => session.run(feeds)));
    here.push(await time(() => bare.run(bareTensors(feeds))));
  }
  await session.dispose();
  await bare.release();
  return median(there.slice(10)) - median(here.slice(10));
}

interface Measured {
  readonly model: string;
  readonly options: object;
  /** The source's sides; those of usual sample photos by default. */
  readonly photo?: Size;
  /** The share that is allowed. */
  readonly allowed: number;
}

async function measure(label: string, { model, options, photo, allowed }: Measured): Promise<boolean> {
  const backend = nodeBackend({ cache: false });
  let whole: ObservedRun[] | undefined = [];
  let runs: Pick<ObservedRun, 'path' | 'milliseconds' | 'seconds'>[] = [];
  const { img2img, dispose } = createOverpaint<NodeImageInput, unknown, OverpaintImage>({
    backend: observed(backend, (run) => {
      whole?.push(run);
      runs.push({ path: run.path, milliseconds: run.milliseconds, seconds: run.seconds });
    }),
    presets: standardPresets,
    openModel: () => folderFiles(model, backend),
    decorate: (picture) => picture,
  });
  // Another prompt and picture each time, so that neither comes from memory.
  const photos = await Promise.all(
    Array.from({ length: rounds + 1 }, (_, shade) => writeSamplePhoto(folder, photo, shade)),
  );
  const paint = (round: number) =>
    img2img({ image: photos[round]!, seed: 1, ...options, prompt: `watercolor painting ${round}` });

  await paint(0); // opens the networks
  // Of later calls nothing is held here: what they let go of is theirs to use again.
  const first = whole;
  whole = undefined;
  const sessions = new Map<string, InferenceSession>();
  for (const { path } of first) {
    if (!sessions.has(path)) sessions.set(path, await InferenceSession.create(path, { logSeverityLevel: 4 }));
  }
  const empty = await mkdtemp(join(tmpdir(), 'overpaint-empty-'));
  const messaging = new Map<string, number>();
  for (const run of first) {
    if (!messaging.has(run.path)) messaging.set(run.path, await messagingOf(run, backend, empty));
  }
  await rm(empty, { recursive: true });

  const results: { call: number; between: number; messages: number; bare: number; processor: number }[] = [];
  for (let round = 1; round <= rounds; round++) {
    runs = [];
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 50)); // threads of the runs before spin for a while
    const used = process.cpuUsage();
    const call = await time(() => paint(round));
    const computed = processorSeconds(used);
    const processor = (computed - sum(runs.map(({ seconds }) => seconds))) / computed;
    const between = call - sum(runs.map(({ milliseconds }) => milliseconds));
    const messages = sum(runs.map(({ path }) => messaging.get(path)!));
    const bare: number[] = [];
    for (const { path, feeds, outputs } of first) {
      const tensors = bareTensors(feeds);
      bare.push(await time(() => sessions.get(path)!.run(tensors, Object.keys(outputs))));
    }
    results.push({ call, between, messages, bare: sum(bare), processor });
  }
  const of = (what: (result: (typeof results)[number]) => number) => median(results.map(what));
  const processor = of(({ processor }) => processor);
  const share = of(({ call, between, messages }) => (between + messages) / call);
  console.log(
    `${label}: ${runs.length} network calls, whole call ${(of(({ call }) => call) / 1000).toFixed(2)} s\n` +
      `  between network calls ${of(({ between }) => between).toFixed(1)} ms, messages ${of(({ messages }) => messages).toFixed(1)} ms\n` +
      `  outside ONNX Runtime  ${(100 * share).toFixed(2)} % by the clock (must be at most ${100 * allowed} %), ${(100 * processor).toFixed(2)} % of the processor's time\n` +
      `  by difference         ${(100 * of(({ call, bare }) => (call - bare) / call)).toFixed(2)} % (bare runs ${(of(({ bare }) => bare) / 1000).toFixed(2)} s)`,
  );
  await dispose();
  for (const session of sessions.values()) await session.release();
  return share <= allowed;
}

const folder = await mkdtemp(join(tmpdir(), 'overpaint-bench-'));
await writeSd15Sized(folder);
const mini = here('packages/model-mini/model');
const both = { model: mini, options: { size: 512, negativePrompt: 'oil painting' }, allowed: 0.08 };
const embedded = await measure('Embedded model, 512²', both);
const photographed = await measure('The same, 4000 × 3000 pixels', { ...both, photo: { width: 4000, height: 3000 } });
const sized = { size: 512, steps: 12, strength: 0.6, guidanceScale: 7 };
const large = await measure('Stable Diffusion 1.5 sizes, 512²', { model: folder, options: sized, allowed: 0.01 });
await rm(folder, { recursive: true });
process.exitCode = embedded && photographed && large ? 0 : 1;
