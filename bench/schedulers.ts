// How do schedulers differ, in pictures and in how well they follow the ODE? Paints schedulers × steps × strengths on a
// labelled contact sheet (sheet.png) with a table of network calls, seconds and the distance to a solution of the same
// ODE in 1000 steps from the same noisy latents (sheet.json), and plots error over calls for the deterministic ones
// (curves-<strength>.svg and .json). The same curves on a problem whose denoiser is a formula, between two noise
// levels, show each method's order (curves-analytic).
//
//     node bench/run.mjs schedulers [--model folder] [--image file] [--schedulers euler,dpmpp-2m] [--steps 5,10,20,40]
//                                   [--strengths 0.4,0.7] [--sigmas karras] [--size 256] [--out folder]
//                                   [--problem model|analytic|both]
//
// No figure must be reached: docs/guide/schedulers.md quotes them.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { resolveScheduler, type SchedulerName, schedulers } from '../packages/core/src/schedulers/index.js';
import { type Curve, errorCurves } from './schedulers/curves.js';
import { curvesOf, type PaintedOptions, painter, paintSheet } from './schedulers/painted.js';
import { plotCurves } from './schedulers/plot.js';
import { analyticProblem, type Solution } from './schedulers/solve.js';

const here = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: here('packages/model-mini/model') },
    image: { type: 'string', default: here('packages/core/golden/images/source/photo.png') },
    prompt: { type: 'string', default: 'watercolor painting' },
    schedulers: { type: 'string' },
    steps: { type: 'string', default: '5,10,20,40' },
    strengths: { type: 'string', default: '0.4,0.7' },
    size: { type: 'string', default: '256' },
    seed: { type: 'string', default: '7' },
    sigmas: { type: 'string', default: 'default' },
    reference: { type: 'string', default: '1000' },
    problem: { type: 'string', default: 'both' },
    out: { type: 'string', default: 'bench-schedulers' },
  },
});
const numbers = (list: string) => list.split(',').map(Number);
const steps = numbers(values.steps);
const strengths = numbers(values.strengths);
const all = schedulers.filter(({ flow }) => flow !== true).map(({ name }) => name);
const names = values.schedulers?.split(',').map((name) => resolveScheduler(name).name!) ?? all;
/** Those that follow the ODE: no noise drawn. (TCD without eta is DDIM, but for whole timesteps.) */
const solvers = names.filter(
  (name) => name !== 'tcd' && schedulers.some((info) => info.name === name && info.stochastic !== true),
);
const print = (line: string) => console.log(line);
await mkdir(values.out, { recursive: true });

async function save(kind: string, curves: readonly Curve[], title: string): Promise<void> {
  await writeFile(join(values.out, `${kind}.json`), `${JSON.stringify(curves, null, 2)}\n`);
  await writeFile(join(values.out, `${kind}.svg`), plotCurves(curves, title));
  console.table(
    curves.map(({ scheduler, points, slope }) => ({
      scheduler,
      ...Object.fromEntries(
        points.map(({ steps, calls, error }) => [`${steps} steps`, `${error.toExponential(1)} (${calls})`]),
      ),
      slope: +slope.toFixed(1),
    })),
  );
}

if (values.problem !== 'model') {
  print('A problem with an exact denoiser, between two noise levels: error after so many network calls');
  const solve = analyticProblem();
  const references = new Map<string, Promise<Solution>>();
  // Heun's error at 1000 steps lies below what float32 latents can show. Each kind of schedule has its own start.
  const reference = async (name: SchedulerName) => {
    const info = schedulers.find((info) => info.name === name)!;
    const kind = info.flow === true ? 'flow-heun' : info.sigmas.length > 1 ? 'heun' : 'pndm';
    if (!references.has(kind)) references.set(kind, solve(kind, Number(values.reference)));
    return (await references.get(kind)!).latents;
  };
  const flows = schedulers.filter(({ flow }) => flow === true).map(({ name }) => name);
  const curves = await errorCurves(solve, [...solvers, ...flows], [4, 8, 16, 32, 64, 128], reference);
  await save('curves-analytic', curves, 'Error over network calls, exact denoiser, σ 10 to 0.03');
}

if (values.problem !== 'analytic') {
  const { model, image, prompt } = values;
  const sigmas = values.sigmas as PaintedOptions['sigmas'];
  const { paint, dispose } = painter({
    model,
    image,
    prompt,
    size: Number(values.size),
    seed: Number(values.seed),
    sigmas,
  });
  const reference = Number(values.reference);
  const { png, rows } = await paintSheet(paint, { names, steps, strengths, reference }, print);
  await dispose();
  await writeFile(join(values.out, 'sheet.png'), png);
  await writeFile(join(values.out, 'sheet.json'), `${JSON.stringify(rows, null, 2)}\n`);
  for (const strength of strengths) {
    print(`Strength ${strength}: error after so many network calls`);
    await save(
      `curves-${strength}`,
      curvesOf(rows, solvers, strength),
      `Error over network calls, strength ${strength}`,
    );
  }
}
