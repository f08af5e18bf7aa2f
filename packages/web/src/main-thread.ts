import { AbortedError, errorFromWire, errorToWire, type Img2ImgEvent, type OverpaintImage } from '@overpaint/core';
import type { RuntimeKind } from './assets.js';
import { detectCapabilities } from './detect.js';
import type { Engine, EngineCallOptions, EngineOptions } from './engine.js';
import { engineOptions } from './engine-options.js';
import { ForwardedRun } from './forwarded-run.js';
import type { Img2ImgOptions, Img2ImgResult } from './img2img.js';
import type { WebOverpaint, WebOverpaintOptions } from './public-calls.js';
import { type WebImage, withCanvas } from './web-image.js';

const engines: Record<RuntimeKind, () => Promise<{ startEngine(options: EngineOptions): Engine }>> = {
  wasm: () => import('./assets/engine-wasm.js'),
  webgpu: () => import('./assets/engine-webgpu.js'),
  jspi: () => import('./assets/engine-jspi.js'),
};

/** The public calls, carried out in the thread that calls. */
export function mainThread(options: WebOverpaintOptions): WebOverpaint {
  let running: Promise<Engine> | undefined;
  const engine = (): Promise<Engine> => {
    running ??= engineOptions(options).then(async ({ kind, engine }) => {
      const { startEngine } = await engines[kind]();
      return startEngine(engine);
    });
    running.catch(() => (running = undefined)); // the next call tries again
    return running;
  };
  const source = (model: unknown) => (model instanceof URL ? model.href : model) as never;
  const prepared = (asked: Img2ImgOptions) => {
    const { model, ...rest } = asked ?? {};
    return { ...rest, ...(model !== undefined && { model: source(model) }) } as unknown as EngineCallOptions;
  };
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
          const result = await own(run, signal);
          const decorated = result.images.map((image) => images.get(image)!);
          return { ...result, images: decorated as [WebImage, ...WebImage[]] } satisfies Img2ImgResult;
        },
        (asked ?? {}) as never,
        () => {
          finishing = true;
          finish();
        },
      );
    },
    plan: (asked) =>
      own(
        engine().then((engine) => engine.plan(prepared(asked))),
        asked?.signal,
      ),
    loadModel: (model, call) =>
      own(
        engine().then((engine) => engine.loadModel(source(model), call)),
        call?.signal,
      ),
    loadControlNet: (net, call) =>
      own(
        engine().then((engine) => engine.loadControlNet(source(net), call)),
        call?.signal,
      ),
    inspectModel: (model) => own(engine().then((engine) => engine.inspectModel(source(model)))),
    inspectLora: (source, { model } = {}) =>
      own(engine().then((engine) => engine.inspectLora(source, { model: model as never }))),
    async detect() {
      const sessions = running === undefined ? {} : await (await running).sessions();
      return { ...(await detectCapabilities(undefined, options.threads)), sessions };
    },
    listModels: () => own(engine().then((engine) => engine.listModels())),
    removeModel: (id) => own(engine().then((engine) => engine.removeModel(id))),
    stop: dispose,
    dispose,
  };
}

/** The engine is a program of its own, with its own copies of core's classes: its errors become this program's. */
async function own<T>(work: PromiseLike<T>, signal?: AbortSignal | undefined): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw signal?.aborted ? new AbortedError(signal.reason) : errorFromWire(errorToWire(error));
  }
}
