import type { Img2ImgEvent, Img2ImgResult, OverpaintImage } from '@overpaint/core';
import { detectCapabilities } from './detect.js';
import type { Engine, EngineCallOptions } from './engine.js';
import { engineOptions } from './engine-options.js';
import { ForwardedRun } from './forwarded-run.js';
import { type WebImage, withCanvas } from './web-image.js';
import type { WebImg2ImgOptions, WebOverpaint, WebOverpaintOptions } from './web-overpaint.js';

/** The public calls, carried out in the thread that calls. */
export function mainThread(options: WebOverpaintOptions): WebOverpaint {
  let running: Promise<Engine> | undefined;
  const engine = (): Promise<Engine> => {
    running ??= engineOptions(options).then(async ({ kind, engine }) => {
      const { startEngine } =
        kind === 'webgpu' ? await import('./assets/engine-webgpu.js') : await import('./assets/engine-wasm.js');
      return startEngine(engine);
    });
    running.catch(() => (running = undefined)); // the next call tries again
    return running;
  };
  const source = (model: unknown) => (model instanceof URL ? model.href : model) as never;
  const prepared = ({ model, ...rest }: WebImg2ImgOptions) =>
    ({ ...rest, ...(model !== undefined && { model: source(model) }) }) as unknown as EngineCallOptions;
  const dispose = async () => {
    const ending = running;
    running = undefined;
    await (await ending)?.dispose();
  };

  return {
    img2img(asked) {
      let finish = () => {};
      let finishing = false;
      return new ForwardedRun(
        async ({ signal, emit }) => {
          const images = new Map<OverpaintImage, WebImage>();
          const onProgress = (event: Img2ImgEvent) => {
            if (event.type !== 'image') return emit(event);
            const image = withCanvas(event.image);
            images.set(event.image, image);
            emit({ ...event, image });
          };
          const run = (await engine()).img2img({ ...prepared(asked), signal, onProgress });
          finish = () => run.finishEarly();
          if (finishing) finish();
          const result = await run;
          return {
            ...result,
            images: result.images.map((image) => images.get(image)!),
          } satisfies Img2ImgResult<WebImage>;
        },
        asked as never,
        () => {
          finishing = true;
          finish();
        },
      );
    },
    plan: async (asked) => (await engine()).plan(prepared(asked)),
    loadModel: async (model, call) => (await engine()).loadModel(source(model), call),
    inspectModel: async (model) => (await engine()).inspectModel(source(model)),
    async detect() {
      const sessions = running === undefined ? {} : await (await running).sessions();
      return { ...(await detectCapabilities(undefined, options.threads)), sessions };
    },
    listModels: async () => (await engine()).listModels(),
    removeModel: async (id) => (await engine()).removeModel(id),
    stop: dispose,
    dispose,
  };
}
