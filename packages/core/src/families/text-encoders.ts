import { ModelInvalidError } from '../errors/index.js';
import { type GraphEdit, layerOutput, normedOutput } from '../model/graph-edit.js';
import type { ComponentInspection } from '../model/inspect.js';
import { numberOf } from '../model/json.js';
import {
  type ChunkOptions,
  countChunks,
  type EncodedChunk,
  type EncodePromptsOptions,
  encodePrompts,
} from '../text/index.js';
import type { Conditioning, PromptContext, PromptText, TokenizerUse } from './family.js';
import { fixedChunks } from './unet.js';

/** Which outputs of a text encoder are wanted, by name. */
export interface EncoderOutputs {
  readonly hidden: string;
  readonly pooled?: string | undefined;
  /** What is changed of its graph so that it has them. */
  readonly edits?: readonly GraphEdit[] | undefined;
}

/** One text by one text encoder, in chunks and with attention weights: `hidden` is [1, chunks · tokens, width]. */
export async function encodeText(
  text: string,
  { folder, textEncoder, chunks }: TokenizerUse,
  { hidden, pooled, edits }: EncoderOutputs,
  context: PromptContext,
  options: Pick<EncodePromptsOptions, 'minChunks' | keyof ChunkOptions> = {},
): Promise<EncodedChunk> {
  const { language, settings } = context;
  const { embeddings, pooled: poolings } = await encodePrompts({
    prompts: [text],
    tokenizer: context.tokenizer(folder),
    encode: async (ids) => {
      const wanted = pooled === undefined ? [hidden] : [hidden, pooled];
      const outputs = await context.encodeText(textEncoder, ids, { outputs: wanted, edits });
      return { hidden: outputs[hidden]!, pooled: pooled === undefined ? undefined : outputs[pooled]! };
    },
    language,
    weighting: settings.weighting,
    ...chunks?.(settings, context.folder),
    ...options,
  });
  return { hidden: embeddings[0]!, pooled: poolings?.[0] };
}

/** Chunks of the longest of these texts, so that all can be given as many; or as many as the network takes. */
export function longest(texts: readonly string[], { folder, chunks }: TokenizerUse, context: PromptContext): number {
  const { language, settings } = context;
  const needed = countChunks(texts, context.tokenizer(folder), language, chunks?.(settings, context.folder));
  return Math.max(needed, fixedChunks(context.folder) ?? 0);
}

/**
 * Encodes prompts by one CLIP text encoder: `hidden`. A text that comes twice is one object, so that guidance asks once where
 * prompt and negative prompt are the same. `clipSkip` is for prompts and not for negative ones, as in diffusers: so many of
 * the last layers are left out, and the last normalisation is kept.
 */
export async function encodeClipPrompts(
  texts: readonly PromptText[],
  context: PromptContext,
  use: TokenizerUse,
): Promise<readonly Conditioning[]> {
  const encoder = context.folder.components[use.textEncoder]!;
  const { clipSkip = 0 } = context.settings;
  const last = lastHidden(encoder);
  // One graph for both, since two would take the memory of two.
  const edits = clipSkip > 0 ? [layerOutputs(encoder)] : [];
  const outputOf = ({ negative }: PromptText) => (clipSkip === 0 || negative ? last : normedOutput(clipSkip));
  const minChunks = longest(
    texts.map(({ text }) => text),
    use,
    context,
  );
  const known = new Map<string, Conditioning>();
  const conditionings: Conditioning[] = [];
  for (const text of texts) {
    const hidden = outputOf(text);
    const key = JSON.stringify([hidden, text.text]);
    if (!known.has(key)) {
      const encoded = await encodeText(text.text, use, { hidden, edits }, context, { minChunks });
      known.set(key, { hidden: encoded.hidden });
    }
    conditionings.push(known.get(key)!);
  }
  return conditionings;
}

/** The edit by which a text encoder puts out all of its layers. */
const layerOutputs = (encoder: ComponentInspection): GraphEdit => ({
  kind: 'layer-outputs',
  last: lastHidden(encoder),
});

/**
 * The output with the last layer's vector for each token, wherever it comes among others: pooled ones have no token axis,
 * earlier layers are called hidden_states.
 */
export function lastHidden({ outputs }: ComponentInspection): string {
  const named = outputs.find(({ name }) => name === 'last_hidden_state');
  const last = outputs.find(({ name, dims }) => dims.length === 3 && layerOf(name) === undefined);
  return (named ?? last ?? outputs[0]!).name;
}

/** The number of the layer that an output `hidden_states.11` is behind. */
const layerOf = (name: string): number | undefined => {
  const digits = /^hidden_states\D+(\d+)$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** How many layers a text encoder has, where its outputs or its config.json tell. */
export function layersOf({ outputs, config }: ComponentInspection): number | undefined {
  const layers = outputs.map(({ name }) => layerOf(name) ?? 0);
  return Math.max(numberOf(config, 'num_hidden_layers') ?? 0, ...layers) || undefined;
}

/** The output of the last layer but one, or of `skip` layers before that; where the export has none, it is edited in. */
export function penultimate(encoder: ComponentInspection, skip = 0): EncoderOutputs {
  const layer = (layersOf(encoder) ?? 0) - 1 - skip;
  const output = encoder.outputs.find(({ name }) => layerOf(name) === layer);
  return output ? { hidden: output.name } : { hidden: layerOutput(1 + skip), edits: [layerOutputs(encoder)] };
}

/** The output with one vector for the whole text: `text_embeds`, `pooler_output`, or the one without a token axis. */
export function pooledOutput({ name: component, outputs }: ComponentInspection): string {
  const named =
    outputs.find(({ name }) => name === 'text_embeds') ?? outputs.find(({ name }) => name === 'pooler_output');
  const output = named ?? outputs.find(({ dims }) => dims.length === 2);
  if (output) return output.name;
  throw new ModelInvalidError(
    component,
    `${component}: expected an output text_embeds or pooler_output, found ${outputs.map(({ name }) => name).join(', ')}.`,
  );
}
