import type { LoraLayer } from './lora-file.js';

/** Widths of the text that cross-attention reads, by the models that have them. */
const textWidths: Readonly<Record<number, string>> = {
  768: 'Stable Diffusion 1.x',
  1024: 'Stable Diffusion 2.x',
  2048: 'Stable Diffusion XL',
  1280: "Stable Diffusion XL's refiner",
};

/** What kind of model a LoRA was trained on, as its layers show. */
export function familyOfLora(layers: readonly LoraLayer[]): string | undefined {
  const denoiser = layers.filter(({ target }) => target === 'denoiser');
  const some = (pattern: RegExp) => denoiser.some(({ layer }) => pattern.test(layer));
  if (some(/^(single_transformer_blocks|single_blocks|double_blocks)_/)) return 'FLUX';
  if (some(/^joint_blocks_/) || some(/^transformer_blocks_\d+_attn_add_/)) return 'Stable Diffusion 3';
  const cross = denoiser.find(({ layer }) => /_attn2_to_[kv]$/.test(layer));
  const width = cross?.parts.get('down')?.dims[1] ?? cross?.parts.get('hada_w1_b')?.dims[1];
  if (width !== undefined) return textWidths[width];
  if (layers.some(({ target }) => target === 'text_encoder_2')) return 'Stable Diffusion XL';
  return undefined;
}
