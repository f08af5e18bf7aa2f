import {
  type ControlNetFeature,
  type EncodeOptions,
  type ImageFormat,
  type OverpaintImage,
  UnsupportedError,
} from '@overpaint/core';
import { isControlNet } from '@overpaint/core/platform';
import { startWorker } from './assets.js';
import { detectCapabilities } from './detect.js';
import { engineOptions } from './engine-options.js';
import { ForwardedRun } from './forwarded-run.js';
import { portableInput } from './image-input.js';
import type { Img2ImgOptions, Img2ImgResult } from './img2img.js';
import { isLocalModel, portableModel } from './local-files.js';
import type { ModelSource, WebModel } from './model-source.js';
import type { LoadedControlNet, LoadedModel, SentControlNet, WireEvent, WireResult } from './protocol.js';
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
  const handles = new WeakMap<object, number>();
  let lastHandle = 0; // counted here, so that no model of a stopped worker shares its number with a later one

  /** Options as data: elements become bitmaps, models their handles; what stays in this thread is left out. */
  async function portable(options: Img2ImgOptions) {
    const { signal: _, onProgress: __, features, image, mask, references, model, ...rest } = options ?? {};
    const controls = Array.isArray(features) ? features.filter(isControlNet) : [];
    if (features !== undefined && features.length > controls.length) {
      throw new UnsupportedError(
        'features',
        "features: functions cannot be sent to the worker. Use thread: 'main' in a worker of your own.",
      );
    }
    const source = await portableInput(image);
    const masking = mask === undefined ? undefined : await portableInput(mask);
    const further = Array.isArray(references) ? await Promise.all(references.map(portableInput)) : undefined;
    const steering = await Promise.all(controls.map(portableControl));
    const sent = {
      ...rest,
      image: source.input,
      mask: masking?.input,
      references: further?.map(({ input }) => input) ?? references,
      features: steering.map(({ sent }) => sent),
      model: portableSource(model),
    };
    const inputs = [source, ...(masking ? [masking] : []), ...(further ?? []), ...steering];
    return { sent, transfer: inputs.flatMap(({ transfer }) => transfer) };
  }

  async function portableControl({ name, use: { net, image, ...use } }: ControlNetFeature) {
    // Of another worker there is none here, which this one refuses as it does those that were disposed.
    const handle = handles.get(net)!;
    const picture = image === undefined ? undefined : await portableInput(image);
    const sent: SentControlNet = { name, use: { ...use, image: picture?.input, net: { handle } } };
    return { sent, transfer: picture?.transfer ?? [] };
  }

  /** Opens something in the worker, under a number of its own. */
  async function load<L extends LoadedModel | LoadedControlNet>(
    call: 'loadModel' | 'loadControlNet',
    source: ModelSource | undefined,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ) {
    const { signal, ...rest } = options;
    lastHandle++;
    const handle = lastHandle;
    const loaded = await client.call<L>(call, [portableSource(source), rest, handle], { signal });
    const remote = remoteOf<L['inspection']>(handle, loaded, client);
    handles.set(remote, handle);
    return remote;
  }

  function portableSource(model: ModelSource | WebModel | undefined): unknown {
    const handle = handles.get(model as object);
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
      const model = await load<LoadedModel>('loadModel', source, options);
      return Object.assign(model, {
        warmup: (asked) => client.call('modelWarmup', [handles.get(model)], { signal: asked?.signal }),
      } satisfies Pick<WebModel, 'warmup'>);
    },
    loadControlNet: (source, options) => load<LoadedControlNet>('loadControlNet', source, options),
    inspectModel: (source) => client.call('inspectModel', [portableSource(source)]),
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

/** What the worker holds, seen from the page. */
function remoteOf<I>(
  handle: number,
  { id, inspection }: { readonly id: string; readonly inspection: I },
  client: WorkerClient,
) {
  let disposed = false;
  let sha256: Promise<string> | undefined;
  const dispose = async () => {
    if (disposed) return;
    disposed = true;
    await client.call('dispose', [handle]);
  };
  return {
    id,
    inspection,
    get sha256() {
      sha256 ??= client.call<string>('sha256', [handle]);
      return sha256;
    },
    get disposed() {
      return disposed;
    },
    release: () => client.call<void>('release', [handle]),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}
