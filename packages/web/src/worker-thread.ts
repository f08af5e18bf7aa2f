import {
  type EncodeOptions,
  type ImageFormat,
  type Model,
  type OverpaintImage,
  UnsupportedError,
} from '@overpaint/core';
import { startWorker } from './assets.js';
import { detectCapabilities } from './detect.js';
import { engineOptions } from './engine-options.js';
import { ForwardedRun } from './forwarded-run.js';
import { portableInput } from './image-input.js';
import type { Img2ImgOptions, Img2ImgResult } from './img2img.js';
import { isLocalModel, portableModel } from './local-files.js';
import type { ModelSource, WebModel } from './model-source.js';
import type { LoadedModel, WireEvent, WireResult } from './protocol.js';
import type { WebOverpaint, WebOverpaintOptions } from './public-calls.js';
import { type WebImage, withCanvas } from './web-image.js';
import type { WireImage } from './wire-image.js';
import { WorkerClient } from './worker-client.js';

/** The public calls, carried out by a Web Worker. */
export function workerThread(options: WebOverpaintOptions): WebOverpaint {
  const client = new WorkerClient(async () => {
    const { kind, engine } = await engineOptions(options);
    return { worker: startWorker(kind, options), options: engine };
  });
  const handles = new WeakMap<WebModel, number>();
  let lastHandle = 0; // counted here, so that no model of a stopped worker shares its number with a later one

  /** Options as data: elements become bitmaps, models their handles; what stays in this thread is left out. */
  async function portable(options: Img2ImgOptions) {
    const { signal: _, onProgress: __, features, image, mask, references, model, ...rest } = options ?? {};
    if (features !== undefined && features.length > 0) {
      throw new UnsupportedError(
        'features',
        "features: functions cannot be sent to the worker. Use createWebOverpaint({ thread: 'main' }) in a worker of your own.",
      );
    }
    const source = await portableInput(image);
    const masking = mask === undefined ? undefined : await portableInput(mask);
    const further = Array.isArray(references) ? await Promise.all(references.map(portableInput)) : undefined;
    const sent = {
      ...rest,
      image: source.input,
      ...(masking && { mask: masking.input }),
      ...(references !== undefined && { references: further?.map(({ input }) => input) ?? references }),
      ...(model !== undefined && { model: portableSource(model) }),
    };
    const inputs = [source, ...(masking ? [masking] : []), ...(further ?? [])];
    return { sent, transfer: inputs.flatMap(({ transfer }) => transfer) };
  }

  function portableSource(model: ModelSource | WebModel): unknown {
    const handle = handles.get(model as WebModel);
    if (handle !== undefined) return { handle };
    if (model instanceof URL) return model.href;
    return isLocalModel(model) ? portableModel(model) : model;
  }

  const imageOf = ({ width, height, data, seed, recipe }: WireImage, metadata: boolean): WebImage => {
    const image: OverpaintImage = {
      width,
      height,
      data,
      seed,
      recipe,
      encode: (format: ImageFormat = 'png', encoding: EncodeOptions = {}) =>
        client.call<Uint8Array>('encode', [{ width, height, data, seed, recipe }, format, encoding, metadata]),
    };
    return withCanvas(image);
  };

  return {
    img2img(asked) {
      let id: number | undefined;
      let finishing = false;
      const finish = () => {
        finishing = true;
        if (id !== undefined) void client.finish(id);
      };
      const run = new ForwardedRun(
        async ({ signal, emit }) => {
          const { sent, transfer } = await portable(asked);
          const images: WebImage[] = [];
          const onEvent = (event: WireEvent) => {
            if (event.type !== 'image') return emit(event);
            const image = imageOf(event.image, asked?.metadata ?? true);
            images[event.picture] = image;
            emit({ ...event, image });
          };
          const result = await client.call<WireResult>('img2img', [sent], { signal, transfer, onEvent }, (given) => {
            id = given;
            if (finishing) finish();
          });
          return { ...result, images: images as [WebImage, ...WebImage[]] } satisfies Img2ImgResult;
        },
        (asked ?? {}) as never,
        finish,
      );
      return run;
    },
    async plan(asked) {
      const { sent, transfer } = await portable(asked);
      return client.call('plan', [sent], { signal: asked?.signal, transfer });
    },
    async loadModel(source, options) {
      const { signal, ...rest } = options ?? {};
      const sent = source === undefined ? undefined : portableSource(source);
      lastHandle++;
      const handle = lastHandle;
      const loaded = await client.call<LoadedModel>('loadModel', [sent, rest, handle], { signal });
      const model = remoteModel(handle, loaded, client);
      handles.set(model, handle);
      return model;
    },
    inspectModel: (source) => client.call('inspectModel', [source === undefined ? undefined : portableSource(source)]),
    inspectLora: (source, { model } = {}) => client.call('inspectLora', [source, model && portableSource(model)]),
    async detect() {
      const sessions = client.running ? await client.call<Record<string, never>>('sessions', []) : {};
      return { ...(await detectCapabilities(undefined, options.threads)), sessions };
    },
    listModels: () => client.call('listModels', []),
    removeModel: (id) => client.call('removeModel', [id]),
    stop: (reason) => client.stop(reason),
    async dispose() {
      if (client.running) await client.call('dispose', []);
      await client.stop('disposed');
    },
  };
}

function remoteModel(handle: number, { id, inspection }: LoadedModel, client: WorkerClient): WebModel {
  let disposed = false;
  let sha256: Model['sha256'] | undefined;
  const dispose = async () => {
    if (disposed) return;
    disposed = true;
    await client.call('modelDispose', [handle]);
  };
  return {
    id,
    inspection,
    get sha256() {
      sha256 ??= client.call<string>('modelSha256', [handle]);
      return sha256;
    },
    get disposed() {
      return disposed;
    },
    warmup: (options) => client.call('modelWarmup', [handle], { signal: options?.signal }),
    release: () => client.call('modelRelease', [handle]),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}
