/**
 * @packageDocumentation
 * The entry `@overpaint/presets/lm`: prompts expanded by a small language model instead of phrase tables.
 */
import { checkNames } from '../check.js';
import { InvalidArgumentError } from '../invalid-argument.js';
import { mapComposition } from '../language/compose.js';
import { magicPhrases, type PromptMagicOptions } from '../magic/expand-prompt.js';
import { holdsPhrase } from '../phrases.js';
import { MissingPackageError, ModelLoadError } from './errors.js';

/** Makes a prompt richer; `expandPrompt` without the promise. */
export type PromptExpander = (prompt: string, options?: PromptMagicOptions) => Promise<string>;

/** A text-generation pipeline of transformers.js, or anything that is called like one. */
export type TextGenerator = (text: string, options: Readonly<Record<string, unknown>>) => Promise<unknown>;

export interface LmExpanderOptions {
  /** A hub name of a text-generation model, a folder's name inside `folder`, or a ready pipeline. */
  readonly model: string | TextGenerator;
  /** Folder on this machine that holds the model's folder; nothing is downloaded then. */
  readonly folder?: string | undefined;
  /** Whether the 8-bit weights are loaded, `true` by default. */
  readonly quantized?: boolean | undefined;
}

/**
 * An expander on `@xenova/transformers`, an optional peer dependency that is loaded at the first call. Takes the most
 * likely words, so that the same prompt, options and seed give the same text; the seed picks the first phrase. Unlike the
 * phrase tables, a language model may name things that the picture does not show.
 *
 * @throws From the first call: `UNSUPPORTED` when the package is not installed, `MODEL_NOT_FOUND` when the model cannot be loaded.
 * @example
 * ```ts
 * import { lmExpander } from '@overpaint/presets/lm';
 * import { img2img } from 'overpaint';
 * const expand = lmExpander({ model: 'Gustavosta/MagicPrompt-Stable-Diffusion' });
 * await img2img({ image: 'cat.jpg', prompt: await expand('a cat', { strength: 0.4, seed: 7 }) });
 * ```
 */
export function lmExpander(options: LmExpanderOptions): PromptExpander {
  checkNames('options', options, { model: true, folder: true, quantized: true });
  const { model, folder, quantized = true } = options;
  if (typeof model !== 'function' && (typeof model !== 'string' || model === '')) {
    throw new InvalidArgumentError('model', 'the name of a text-generation model, or a pipeline', model);
  }
  let loading: Promise<TextGenerator> | undefined;
  const generator = (): Promise<TextGenerator> => {
    if (typeof model === 'function') return Promise.resolve(model);
    loading ??= load(model, folder, quantized).catch((error: unknown) => {
      loading = undefined; // the next call may find the package or the model
      throw error;
    });
    return loading;
  };
  return async (prompt, options = {}) => {
    const pending: Promise<[text: string, expanded: string]>[] = [];
    // Checks the options and names the texts of a composition, each expanded by itself.
    mapComposition(prompt, (text) => {
      pending.push(expandText(text, options, generator).then((expanded) => [text, expanded]));
      return text;
    });
    const expanded = new Map(await Promise.all(pending));
    return mapComposition(prompt, (text) => expanded.get(text) ?? text);
  };
}

async function expandText(
  text: string,
  options: PromptMagicOptions,
  generator: () => Promise<TextGenerator>,
): Promise<string> {
  const [opening] = magicPhrases(text, options);
  if (opening === undefined) return text;
  const { strength = 0.5, avoid = '' } = options;
  const own = text.trim().replace(/[\s,]+$/, '');
  const start = `${own}, ${opening}`;
  const generate = await generator();
  const written = readGenerated(
    await generate(start, {
      max_new_tokens: Math.round(16 + strength * 48),
      do_sample: false,
      repetition_penalty: 1.1,
      no_repeat_ngram_size: 3,
    }),
  );
  const continuation = written.startsWith(start) ? written.slice(start.length) : `, ${written}`;
  const added: string[] = [];
  for (const phrase of `${opening}${continuation}`.split(/[,;\n]|\.(?=\s|$)/)) {
    const clean = phrase
      .replace(/:\s*[\d.]+/g, '')
      .replace(/[^\p{L}\p{N}' -]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    const said = [own, avoid, ...added].some((other) => holdsPhrase(other, clean));
    if (/\p{L}{3}/u.test(clean) && clean.split(' ').length <= 8 && !said) added.push(clean);
    if (added.length >= Math.round(1 + strength * 9)) break;
  }
  return [own, ...added].join(', ');
}

function readGenerated(output: unknown): string {
  const [first] = Array.isArray(output) ? (output.flat() as unknown[]) : [output];
  const text = (first as { generated_text?: unknown } | undefined)?.generated_text;
  return typeof text === 'string' ? text : '';
}

async function load(model: string, folder: string | undefined, quantized: boolean): Promise<TextGenerator> {
  let library: TransformersLibrary;
  try {
    library = (await import('@xenova/transformers')) as unknown as TransformersLibrary;
  } catch (cause) {
    throw new MissingPackageError('@xenova/transformers', cause);
  }
  const { env, pipeline } = library;
  const before = env.localModelPath;
  if (folder !== undefined) env.localModelPath = folder;
  try {
    return await pipeline('text-generation', model, {
      quantized,
      ...(folder === undefined ? {} : { local_files_only: true }),
    });
  } catch (cause) {
    throw new ModelLoadError(model, folder, cause);
  } finally {
    env.localModelPath = before;
  }
}

/** The part of the library that is used; its own types need the DOM. */
interface TransformersLibrary {
  readonly env: { localModelPath: string };
  pipeline(task: 'text-generation', model: string, options: object): Promise<TextGenerator>;
}
