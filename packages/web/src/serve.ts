import { type ControlNet, errorToWire, InvalidArgumentError, type Model, throwIfAborted } from '@overpaint/core';
import { controlFeature } from '@overpaint/core/platform';
import { createEngine, type Engine, type EngineCallOptions } from './engine.js';
import type {
  CallName,
  Calls,
  FromWorker,
  LoadedControlNet,
  LoadedModel,
  ModelHandle,
  SentControlNet,
  ToWorker,
} from './protocol.js';
import type { OrtModule, RuntimeTraits } from './runtime.js';
import type { WireImage } from './wire-image.js';

interface Call {
  readonly controller: AbortController;
  finish(): void;
}

/** One call, as its handler knows it. */
interface Asked {
  readonly id: number;
  readonly signal: AbortSignal;
}

/** The worker's side: carries out what messages ask for. */
export function serve(ort: OrtModule, traits: RuntimeTraits = {}): void {
  // ONNX Runtime starts further threads from this very script; in those it has the thread for itself.
  if (self.name.startsWith('em-pthread')) return;
  const calls = new Map<number, Call>();
  const loaded = new Map<number, Model | ControlNet>();
  let engine: Engine | undefined;

  const post = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

  const loadedOf = <T extends Model | ControlNet>(handle: unknown, argument = 'model'): T => {
    const one = loaded.get(handle as number);
    if (one !== undefined) return one as T;
    throw new InvalidArgumentError(
      argument,
      'one that is loaded',
      'one that was disposed, or of another or a stopped worker',
      'Load it again.',
    );
  };
  const modelOf = (handle: unknown) => loadedOf<Model>(handle);
  const isHandle = (model: unknown): model is ModelHandle =>
    typeof model === 'object' && model !== null && 'handle' in model;
  /** Models and ControlNets in place of their handles. */
  const held = ({ features, ...options }: EngineCallOptions): EngineCallOptions => ({
    ...options,
    ...(isHandle(options.model) && { model: modelOf(options.model.handle) }),
    ...(features && {
      features: (features as readonly SentControlNet[]).map(({ use }) =>
        controlFeature({ ...use, net: loadedOf<ControlNet>(use.net.handle, 'net') }),
      ),
    }),
  });

  /** Each returns its value; events are sent as they come. */
  const handlers: { [N in CallName]: (call: Asked, ...args: Calls[N]) => Promise<unknown> } = {
    async img2img({ id, signal }, options) {
      const run = engine!.img2img({
        ...held(options),
        signal,
        onProgress: (event) => {
          if (event.type !== 'image') return post({ id, event: event as never });
          const { width, height, data, seed, recipe } = event.image;
          const image: WireImage = { width, height, data, seed, recipe };
          post({ id, event: { type: 'image', picture: event.picture, image } }, [data.buffer as ArrayBuffer]);
        },
      });
      calls.set(id, { ...calls.get(id)!, finish: () => run.finishEarly() });
      const { images: _, ...result } = await run;
      return result;
    },
    plan: async ({ signal }, options) => engine!.plan({ ...held(options), signal }),
    async loadModel({ signal }, source, options, handle): Promise<LoadedModel> {
      const model = await engine!.loadModel(source, { ...options, signal });
      throwIfAborted(signal);
      loaded.set(handle, model);
      return { id: model.id, inspection: model.inspection };
    },
    inspectModel: (_, source) => engine!.inspectModel(source),
    inspectLora: (_, source, model) =>
      engine!.inspectLora(source, { model: isHandle(model) ? modelOf(model.handle) : undefined }),
    async loadControlNet({ signal }, source, options, handle): Promise<LoadedControlNet> {
      const net = await engine!.loadControlNet(source, { ...options, signal });
      throwIfAborted(signal);
      loaded.set(handle, net);
      return { id: net.id, inspection: net.inspection };
    },
    sessions: () => engine!.sessions(),
    listModels: () => engine!.listModels(),
    removeModel: (_, id) => engine!.removeModel(id),
    encode: (_, image, format, options, metadata) => engine!.encode({ image, format, options, metadata }),
    modelWarmup: ({ signal }, handle) => modelOf(handle).warmup({ signal }),
    sha256: (_, handle) => loadedOf(handle).sha256,
    release: (_, handle) => loadedOf(handle).release(),
    async dispose(_, handle) {
      await (handle === undefined ? engine! : loadedOf(handle)).dispose();
      loaded.delete(handle!);
    },
  };

  const handle = (name: CallName, call: Asked, args: readonly unknown[]) =>
    (handlers[name] as (call: Asked, ...args: readonly unknown[]) => Promise<unknown>)(call, ...args);

  self.onmessage = async ({ data: message }: MessageEvent<ToWorker>) => {
    if (message.kind === 'start') {
      engine = createEngine(ort, { ...message.options, ...traits });
      return;
    }
    if (message.kind === 'abort') return calls.get(message.id)?.controller.abort();
    if (message.kind === 'finish') return calls.get(message.id)?.finish();
    const { id, name, args } = message;
    const controller = new AbortController();
    calls.set(id, { controller, finish: () => {} });
    try {
      post({ id, value: await handle(name, { id, signal: controller.signal }, args) });
    } catch (error) {
      post({ id, error: errorToWire(error) });
    } finally {
      calls.delete(id);
    }
  };
}
