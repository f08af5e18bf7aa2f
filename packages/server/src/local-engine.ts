import { readdir } from 'node:fs/promises';
import { checkNames, formatParameters, type NamesOf, writeRecipe } from '@overpaint/core/platform';
import {
  AbortedError,
  type ControlNet,
  controlNet,
  createNodeOverpaint,
  type Feature,
  type Img2ImgResult,
  InvalidArgumentError,
  isOverpaintError,
  type NodeImage,
  type NodeOverpaint,
  nodeImageCodec,
  type Recipe,
} from '@overpaint/node';
import type {
  ControlUnit,
  Engine,
  PaintControl,
  Painted,
  PaintedImage,
  PaintProgress,
  PaintRequest,
} from './engine.js';
import { redactor } from './redact.js';

export interface LocalEngineOptions {
  /** The calls that paint. The engine frees them when it closes. @defaultValue `createNodeOverpaint()` */
  readonly overpaint?: NodeOverpaint | undefined;
  /**
   * Models that clients may name, and where each lies: a folder, an installed package or a repository. The first one is the
   * default. @defaultValue `{ mini: '@overpaint/model-mini' }`
   */
  readonly models?: Readonly<Record<string, string>> | undefined;
  /** ControlNets that clients may name, and where each lies. */
  readonly controlNets?: Readonly<Record<string, string>> | undefined;
  /** A folder of `.safetensors` files: prompts add them by `<lora:name:0.8>`. */
  readonly loraFolder?: string | undefined;
}

const names: NamesOf<LocalEngineOptions> = {
  ...{ overpaint: true, models: true, controlNets: true, loraFolder: true },
};

/**
 * Paints in this process, one picture at a time (`concurrency` of the calls). Every model is looked at first, without its
 * weights, so that a wrong one is told at the start.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; ModelInvalidError `MODEL_INVALID`; InvalidArgumentError `INVALID_ARGUMENT`
 * without a model.
 * @example
 * ```ts
 * import { createHandler, localEngine } from '@overpaint/server';
 * const engine = await localEngine({ models: { mini: '@overpaint/model-mini' } });
 * const { fetch } = createHandler(engine);
 * const answer = await fetch(new Request('http://localhost/v1/models'));
 * await engine.close();
 * ```
 */
export async function localEngine(options: LocalEngineOptions = {}): Promise<Engine> {
  checkNames('options', options, names);
  const { overpaint = createNodeOverpaint(), models: sources = { mini: '@overpaint/model-mini' } } = options;
  const { controlNets: nets = {}, loraFolder } = options;
  const redact = redactor([...Object.values(sources), ...Object.values(nets), ...(loraFolder ? [loraFolder] : [])]);

  const [first, ...others] = await Promise.all(
    Object.entries(sources).map(async ([name, source]) => {
      const { family, supports } = await overpaint.inspectModel(source);
      return { name, family, references: supports.references };
    }),
  );
  if (first === undefined) throw new InvalidArgumentError('models', 'at least one model', sources);
  const loras = loraFolder === undefined ? [] : await lorasIn(loraFolder);

  const opened = new Map<string, Promise<ControlNet>>();
  const openNet = (name: string) => {
    const source = ownValue(nets, name);
    if (source === undefined) throw new InvalidArgumentError('control.net', oneOf(Object.keys(nets)), name);
    const net = opened.get(name) ?? overpaint.loadControlNet(source);
    opened.set(name, net);
    net.catch(() => opened.delete(name));
    return net;
  };
  const featureOf = async ({ net, ...use }: ControlUnit): Promise<Feature> => controlNet(await openNet(net), use);

  const waiting = new Set<AbortController>();
  const underWay = new Set<Promise<unknown>>();
  let closed = false;

  async function paint(request: PaintRequest, { signal, finish, onProgress }: PaintControl): Promise<Painted> {
    const model = ownValue(sources, request.model);
    if (model === undefined) throw new InvalidArgumentError('model', oneOf(Object.keys(sources)), request.model);
    const stop = new AbortController();
    const features = await Promise.all((request.controls ?? []).map(featureOf));
    const { image, mask, references, previews = false } = request;
    const run = overpaint.img2img({
      ...request.options,
      image,
      mask,
      references,
      features,
      model,
      loraFolder,
      limitInputPixels: request.limitInputPixels,
      metadata: false, // it is written below, without what belongs to this machine
      ...(previews && { preview: { every: 1 } }),
      signal: AbortSignal.any([signal, stop.signal]),
    });
    const finishEarly = () => run.finishEarly();
    finish?.addEventListener('abort', finishEarly, { once: true });
    if (finish?.aborted) finishEarly();
    try {
      let begun = 0;
      const tell = (event: PaintProgress) => {
        if (event.type === 'queued') {
          waiting.add(stop);
          if (closed) stop.abort(stopping());
        } else if (begun === 0) {
          waiting.delete(stop);
          begun = performance.now();
          onProgress?.({ type: 'begin' });
        }
        if (event.type !== 'begin') onProgress?.(event);
      };
      let total = 0;
      for await (const event of run) {
        if (event.type === 'queued') tell(event);
        else if (event.type === 'step') {
          const { picture, index, remainingSeconds } = event;
          total = event.total;
          tell({ type: 'step', picture, index, total, remainingSeconds });
        } else if (event.type === 'preview') {
          const { picture, index } = event;
          tell({ type: 'preview', picture, index, total, image: await nodeImageCodec.encodeImage(event.image, 'png') });
        } else if (event.type === 'load' || event.type === 'encode') tell({ type: 'begin' });
      }
      return await finished(await run, request, (performance.now() - begun) / 1000);
    } finally {
      waiting.delete(stop);
      finish?.removeEventListener('abort', finishEarly);
    }
  }

  async function finished(result: Img2ImgResult, request: PaintRequest, seconds: number): Promise<Painted> {
    const { format } = request;
    const images = await Promise.all(result.images.map((image) => fileOf(image, request)));
    const warnings = result.warnings.map(({ code, message }) => ({ code, message: redact(message) }));
    return { images, format, recipe: withoutPlaces(result.recipe), warnings, seconds };
  }

  return {
    models: [first, ...others],
    controlNets: Object.keys(nets),
    loras,
    async paint(request, control) {
      if (closed) throw stopping();
      const work = paint(request, control).catch((error: unknown) => {
        if (isOverpaintError(error)) error.message = redact(error.message);
        throw error;
      });
      underWay.add(work);
      return work.finally(() => underWay.delete(work));
    },
    async close() {
      closed = true;
      for (const stop of waiting) stop.abort(stopping());
      await Promise.allSettled(underWay);
      await overpaint.dispose();
    },
  };
}

const stopping = () => new AbortedError(new Error('The server stops.'));

const oneOf = (names: readonly string[]) =>
  names.length === 0 ? 'none, for none is served here' : `one of ${names.join(', ')}`;

/** Not what every object has, such as `constructor`. */
const ownValue = (record: Readonly<Record<string, string>>, name: string) =>
  Object.hasOwn(record, name) ? record[name] : undefined;

/** A picture as a file, with how it was made. */
async function fileOf(image: NodeImage, { format, quality }: PaintRequest): Promise<PaintedImage> {
  const { width, height, seed } = image;
  const recipe = withoutPlaces(image.recipe);
  const bytes = await writeRecipe(await image.encode(format, { quality }), format, recipe);
  return { bytes, width, height, seed, parameters: formatParameters(recipe) };
}

/** A recipe keeps what a call asked for, and the folder of LoRAs is none of the client's business. */
function withoutPlaces({ asked, ...recipe }: Recipe): Recipe {
  const { loraFolder, ...told } = asked ?? {};
  return { ...recipe, ...(asked && { asked: told }) };
}

async function lorasIn(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  const names = files
    .filter((file) => /\.safetensors$/i.test(file))
    .map((file) => file.replace(/^.*[\\/]|\.\w+$/g, ''));
  return [...new Set(names)].sort();
}
