import { ModelInvalidError } from '../errors/index.js';
import type { ComponentInspection } from '../model/inspect.js';
import { numberOf } from '../model/json.js';
import type { Tensor } from '../tensor/tensor.js';
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
}

/** One text by one text encoder, in chunks and with attention weights: `hidden` is [1, chunks · tokens, width]. */
export async function encodeText(
  text: string,
  { folder, textEncoder, chunks }: TokenizerUse,
  { hidden, pooled }: EncoderOutputs,
  context: PromptContext,
  options: Pick<EncodePromptsOptions, 'minChunks' | keyof ChunkOptions> = {},
): Promise<EncodedChunk> {
  const { language, settings } = context;
  const { embeddings, pooled: poolings } = await encodePrompts({
    prompts: [text],
    tokenizer: context.tokenizer(folder),
    encode: async (ids) => {
      const outputs = await context.encodeText(textEncoder, ids, pooled === undefined ? [hidden] : [hidden, pooled]);
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
 * prompt and negative prompt are the same.
 */
export async function encodeClipPrompts(
  texts: readonly PromptText[],
  context: PromptContext,
  use: TokenizerUse,
): Promise<readonly Conditioning[]> {
  const outputs = { hidden: lastHidden(context.folder.components[use.textEncoder]!) };
  const prompts = [...new Set(texts.map(({ text }) => text))];
  const minChunks = longest(prompts, use, context);
  const conditionings: { hidden: Tensor }[] = [];
  for (const text of prompts) {
    const { hidden } = await encodeText(text, use, outputs, context, { minChunks });
    conditionings.push({ hidden });
  }
  return texts.map(({ text }) => conditionings[prompts.indexOf(text)]!);
}

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

/** How many layers a text encoder has; 0 where neither its outputs nor its config.json tell. */
export function layersOf({ outputs, config }: ComponentInspection): number {
  const layers = outputs.map(({ name }) => layerOf(name) ?? 0);
  return Math.max(numberOf(config, 'num_hidden_layers') ?? 0, ...layers);
}

/**
 * The output of the last layer but one, or of `skip` layers before that.
 * @throws ModelInvalidError `MODEL_INVALID` when the graph does not give it.
 */
export function penultimate(component: ComponentInspection, skip = 0): string {
  const layer = layersOf(component) - 1 - skip;
  const output = component.outputs.find(({ name }) => layerOf(name) === layer);
  if (output) return output.name;
  throw new ModelInvalidError(
    component.name,
    `${component.name}: expected an output hidden_states.${layer}, the last layer but ${skip + 1}, found ${component.outputs
      .map(({ name }) => name)
      .join(', ')}. Export it with all hidden states (optimum does so for pipelines of this family).`,
  );
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
