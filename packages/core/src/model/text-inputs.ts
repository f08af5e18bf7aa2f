import type { Tensor } from '../tensor/tensor.js';
import type { JsonObject } from './json.js';

/**
 * Everything that exports of text encoders ask of ids of full length. diffusers gives no attention mask, which sees all
 * tokens, unless the encoder's config says `use_attention_mask`: then what follows the end token is not seen. `visible` says it for
 * encoders that never see the padding.
 */
export function textInputs(
  ids: readonly number[],
  eos: number,
  config: JsonObject | undefined,
  visible = ids.length,
): Readonly<Record<string, Tensor>> {
  const dims = [1, ids.length];
  const row = (value: (id: number, index: number) => number): Tensor => ({ data: Float32Array.from(ids, value), dims });
  const end = config?.['use_attention_mask'] === true ? ids.indexOf(eos, 1) : -1;
  const seen = end >= 0 ? end + 1 : visible;
  return {
    input_ids: row((id) => id),
    attention_mask: row((_, index) => (index < seen ? 1 : 0)),
    position_ids: row((_, index) => index),
    token_type_ids: row(() => 0),
  };
}
