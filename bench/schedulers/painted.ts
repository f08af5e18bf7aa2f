import { createNodeOverpaint, type Feature, type NodeImage, type SchedulerName } from '@overpaint/node';
import { layoutSheet } from '../../packages/core/src/compare/sheet-layout.js';
import { schedulers } from '../../packages/core/src/schedulers/index.js';
import type { Tensor } from '../../packages/core/src/tensor/tensor.js';
import { nodeImageCodec } from '../../packages/node/src/image.js';
import { drawSheet } from '../../packages/overpaint/src/sheet/draw-sheet.js';
import { type Curve, distance, slopeOf } from './curves.js';
import { comparable, type Solution } from './solve.js';

export interface PaintedOptions {
  readonly model: string;
  readonly image: string;
  readonly prompt: string;
  readonly size: number;
  readonly seed: number;
  /** For the schedulers that take it. */
  readonly sigmas: 'default' | 'karras' | 'exponential' | 'beta';
}

/** A model's own runs: pictures, the latents behind them, and what they cost. */
export interface Painted extends Solution {
  readonly image: NodeImage;
  readonly seconds: number;
}

/** Paints with a model, keeping the last latents, which a picture no longer shows exactly. */
export function painter({ model, image, prompt, size, seed, sigmas }: PaintedOptions) {
  const { img2img, dispose } = createNodeOverpaint();
  const paint = async (scheduler: SchedulerName, steps: number, strength: number): Promise<Painted> => {
    let latents: Tensor | undefined;
    const keep: Feature = {
      name: 'keep-latents',
      afterStep(state) {
        latents = state.latents;
        return state.latents;
      },
    };
    const takes = schedulers.find(({ name }) => name === scheduler)!.sigmas.includes(sigmas);
    const started = performance.now();
    const { images, plan } = await img2img({
      ...{ model, image, prompt, size, seed, steps, strength, metadata: false },
      stepsMode: 'exact',
      scheduler: comparable(scheduler),
      sigmas: takes ? sigmas : 'default',
      features: [keep],
    });
    const seconds = (performance.now() - started) / 1000;
    return { image: images[0], latents: latents!, calls: plan.networkCalls, seconds };
  };
  return { paint, dispose };
}

export interface SheetOptions {
  readonly names: readonly SchedulerName[];
  readonly steps: readonly number[];
  readonly strengths: readonly number[];
  /** Steps of the reference solution. */
  readonly reference: number;
}

export interface SheetRow {
  readonly scheduler: SchedulerName;
  readonly strength: number;
  readonly steps: number;
  readonly calls: number;
  readonly seconds: number;
  /**
   * Relative distance of the last latents to the reference solution; for methods that draw noise, not an error of
   * theirs.
   */
  readonly error: number;
}

/**
 * A labelled sheet, a row for each scheduler, and the table of what its pictures cost and how far they are from the
 * ODE's.
 */
export async function paintSheet(
  paint: ReturnType<typeof painter>['paint'],
  { names, steps, strengths, reference }: SheetOptions,
  report: (line: string) => void = () => {},
): Promise<{ png: Uint8Array; rows: SheetRow[] }> {
  const exact = new Map<number, Tensor>();
  for (const strength of strengths) {
    report(`strength ${strength}: the reference, dpmpp-2m in ${reference} steps`);
    exact.set(strength, (await paint('dpmpp-2m', reference, strength)).latents);
  }
  const cells = [];
  const rows: SheetRow[] = [];
  for (const scheduler of names) {
    for (const strength of strengths) {
      for (const count of steps) {
        const { image, latents, calls, seconds } = await paint(scheduler, count, strength);
        const error = distance(latents, exact.get(strength)!);
        rows.push({ scheduler, strength, steps: count, calls, seconds, error });
        cells.push({
          image,
          labels: [`${scheduler}, ${count} steps`, `strength ${strength}, error ${error.toFixed(3)}`],
        });
      }
    }
    report(`${scheduler}: ${rows.at(-1)!.seconds.toFixed(2)} s for ${rows.at(-1)!.calls} network calls`);
  }
  const columns = steps.length * strengths.length;
  const sheet = await drawSheet(layoutSheet(cells, { title: 'Schedulers', columns, largest: 256 }));
  return { png: await nodeImageCodec.encodeImage(sheet, 'png'), rows };
}

/** The rows of a strength as curves, for the schedulers that follow the ODE. */
export function curvesOf(rows: readonly SheetRow[], solvers: readonly SchedulerName[], strength: number): Curve[] {
  return solvers.map((scheduler) => {
    const points = rows.filter((row) => row.scheduler === scheduler && row.strength === strength);
    return { scheduler, points, slope: slopeOf(points) };
  });
}
