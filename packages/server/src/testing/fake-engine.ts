import type { Recipe } from '@overpaint/node';
import type { Engine, PaintControl, Painted, PaintProgress, PaintRequest } from '../engine.js';
import { photo } from './start-server.js';

/** A painting that a test leads by hand. */
export interface FakePainting extends PaintControl {
  readonly request: PaintRequest;
  tell(event: PaintProgress): void;
  done(): Promise<void>;
  fail(error: unknown): void;
}

/** An engine that paints nothing: every request is kept in `paintings`, and answered when the test says so, or at once. */
export function fakeEngine({ atOnce = true } = {}) {
  const paintings: FakePainting[] = [];
  const engine: Engine = {
    models: [
      { name: 'dreamy', family: 'stable-diffusion', references: 0 },
      { name: 'editor', family: 'flux-kontext', references: 3 },
    ],
    controlNets: ['canny-net'],
    loras: ['ink'],
    paint: (request, control) =>
      new Promise((resolve, reject) => {
        const painting: FakePainting = {
          ...control,
          request,
          tell: (event) => control.onProgress?.(event),
          done: async () => resolve(await painted(request)),
          fail: reject,
        };
        control.signal.addEventListener('abort', () => reject(control.signal.reason));
        paintings.push(painting);
        if (atOnce) void painting.done();
      }),
    close: async () => {},
  };
  return { engine, paintings };
}

async function painted({ options, format }: PaintRequest): Promise<Painted> {
  const bytes = await photo(16, 16);
  const images = Array.from({ length: options.count ?? 1 }, (_, index) => ({
    bytes,
    width: 16,
    height: 16,
    seed: 7 + index,
    parameters: 'a bird\nSteps: 4, Sampler: Euler a, Seed: 7',
  }));
  const recipe = { seed: 7, steps: 4, strength: 0.75, guidanceScale: 7, scheduler: 'euler-ancestral' };
  const prompt = { given: options.prompt as string, expanded: options.prompt as string };
  const whole = { ...recipe, prompt, model: { id: 'dreamy', sha256: '0'.repeat(64) }, generator: 'overpaint 0' };
  return { images, format, recipe: whole as unknown as Recipe, warnings: [], seconds: 0.01 };
}
