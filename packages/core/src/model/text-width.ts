import { type JsonObject, numberOf } from './json.js';

/** Width of the vectors of text that a network reads: by its graph, else by its config.json. */
export const textWidthOf = (dim: number | string | undefined, config: JsonObject | undefined): number | undefined =>
  typeof dim === 'number' ? dim : (numberOf(config, 'cross_attention_dim') ?? numberOf(config, 'joint_attention_dim'));
