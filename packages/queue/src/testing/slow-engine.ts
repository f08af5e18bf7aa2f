import { setTimeout as sleep } from 'node:timers/promises';
import { InvalidArgumentError } from '@overpaint/node';
import type { Engine, PaintRequest } from '@overpaint/server';

/**
 * An engine without a network: it waits `milliseconds` in four steps and gives the source's bytes with the prompt behind them. What it is asked to paint is
 * kept in `painted`. The prompt `wrong` is refused, `broken` fails.
 */
export function slowEngine({ milliseconds = 20, models = ['mini'] } = {}) {
  const painted: PaintRequest[] = [];
  const engine: Engine = {
    models: models.map((name) => ({ name, family: 'fake', references: 0 })) as unknown as Engine['models'],
    controlNets: [],
    loras: [],
    async paint(request, { signal, finish, onProgress }) {
      painted.push(request);
      const { prompt, seed = 0 } = request.options;
      if (prompt === 'wrong') throw new InvalidArgumentError('prompt', 'another one', prompt);
      if (prompt === 'broken') throw new Error('secret of the machine');
      onProgress?.({ type: 'begin' });
      for (let index = 1; index <= 4 && !finish?.aborted; index++) {
        await sleep(milliseconds / 4, undefined, { signal });
        onProgress?.({ type: 'step', picture: 0, index, total: 4, remainingSeconds: 0 });
        if (request.previews)
          onProgress?.({ type: 'preview', picture: 0, index, total: 4, image: new Uint8Array([7]) });
      }
      const bytes = Buffer.concat([request.image, Buffer.from(`${prompt} ${seed}`)]);
      const images = [{ bytes, width: 1, height: 1, seed, parameters: '' }];
      return { images, format: request.format, recipe: { seed } as never, warnings: [], seconds: milliseconds / 1000 };
    },
    close: async () => {},
  };
  return { engine, painted };
}
