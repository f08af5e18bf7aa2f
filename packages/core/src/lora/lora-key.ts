/** A network of a model, as LoRA files know them. */
export type LoraTarget = 'denoiser' | 'text_encoder' | 'text_encoder_2' | 'text_encoder_3';

/** What a tensor of a LoRA file is of. */
export interface LoraKey {
  readonly target: LoraTarget;
  /** The layer's path, its dots written `_`, as kohya's tools do: the dots cannot be got back, so all are compared so. */
  readonly layer: string;
  readonly part: LoraPart;
}

/** Which of a layer's weights a part changes. */
export const kindOf = (part: LoraPart): 'matrix' | 'gain' | 'bias' =>
  part === 'w_norm' ? 'gain' : part === 'b_norm' || part === 'diff_b' ? 'bias' : 'matrix';

/** The tensors that a layer's change is made of. */
export type LoraPart =
  | 'down'
  | 'up'
  | 'mid'
  | 'alpha'
  | 'magnitude'
  | 'dora_scale'
  | 'diff'
  | 'diff_b'
  | 'w_norm'
  | 'b_norm'
  | `hada_${'w1_a' | 'w1_b' | 'w2_a' | 'w2_b' | 't1' | 't2'}`
  | `lokr_${'w1' | 'w1_a' | 'w1_b' | 'w2' | 'w2_a' | 'w2_b' | 't1' | 't2'}`;

/** Beginnings of names, by the network that they stand for: kohya's and LyCORIS's with `_`, others with dots. */
const prefixes: readonly (readonly [string, LoraTarget])[] = [
  ['lora_unet_', 'denoiser'],
  ['lycoris_', 'denoiser'],
  ['lora_transformer_', 'denoiser'],
  ['lora_te1_', 'text_encoder'],
  ['lora_te2_', 'text_encoder_2'],
  ['lora_te3_', 'text_encoder_3'],
  ['lora_te_', 'text_encoder'],
  ['base_model.model.unet.', 'denoiser'],
  ['base_model.model.', 'denoiser'],
  ['unet.', 'denoiser'],
  ['transformer.', 'denoiser'],
  ['diffusion_model.', 'denoiser'],
  ['model.diffusion_model.', 'denoiser'],
  ['text_encoder.', 'text_encoder'],
  ['text_encoder_2.', 'text_encoder_2'],
  ['text_encoder_3.', 'text_encoder_3'],
  ...['text_encoders.', ''].flatMap((outer) => [
    [`${outer}clip_l.transformer.`, 'text_encoder'] as const,
    [`${outer}clip_g.transformer.`, 'text_encoder_2'] as const,
    [`${outer}t5xxl.transformer.`, 'text_encoder_3'] as const,
  ]),
  ['', 'denoiser'],
];

/** Ends of names, by what they stand for. PEFT writes an adapter's name into some. */
const suffixes: readonly (readonly [RegExp, LoraPart])[] = [
  [/[._](?:lora_down|lora\.down|lora_A(?:\.\w+)?|lora_linear_layer\.down)\.weight$/, 'down'],
  [/[._](?:lora_up|lora\.up|lora_B(?:\.\w+)?|lora_linear_layer\.up)\.weight$/, 'up'],
  [/[._]lora_mid\.weight$/, 'mid'],
  [/\.alpha$/, 'alpha'],
  [/\.lora_magnitude_vector(?:\.\w+)*$/, 'magnitude'],
  [/\.dora_scale$/, 'dora_scale'],
  [/\.diff$/, 'diff'],
  [/\.diff_b$/, 'diff_b'],
  [/\.w_norm$/, 'w_norm'],
  [/\.b_norm$/, 'b_norm'],
  ...(['w1_a', 'w1_b', 'w2_a', 'w2_b', 't1', 't2'] as const).map(
    (part) => [new RegExp(`\\.hada_${part}$`), `hada_${part}`] as const,
  ),
  ...(['w1_a', 'w1_b', 'w1', 'w2_a', 'w2_b', 'w2', 't1', 't2'] as const).map(
    (part) => [new RegExp(`\\.lokr_${part}$`), `lokr_${part}`] as const,
  ),
];

/** What a tensor's name says, or nothing where it is none of a layer's change. */
export function readLoraKey(name: string): LoraKey | undefined {
  const written = withoutXLabs(name);
  const suffix = suffixes.find(([pattern]) => pattern.test(written));
  if (suffix === undefined) return undefined;
  const path = written.replace(suffix[0], '');
  const [prefix, target] = prefixes.find(([prefix]) => path.startsWith(prefix))!;
  const layer = flat(withoutProcessor(path.slice(prefix.length))).replace(/_$/, '');
  return { target, layer, part: suffix[1] };
}

/** A path as kohya's tools write it. */
export const flat = (path: string): string => path.replaceAll('.', '_');

/** diffusers' first LoRAs were processors of an attention layer, which named its projections in short. */
function withoutProcessor(path: string): string {
  const [, attention, name] = /^(.+)\.processor\.(to_(?:q|k|v|out))$/.exec(path) ?? [];
  if (attention && name) return `${attention}.${name === 'to_out' ? 'to_out.0' : name}`;
  const [, own, projection] = /^(.+\.self_attn)\.to_(q|k|v|out)$/.exec(path) ?? [];
  return own ? `${own}.${projection}_proj` : path;
}

/** XLabs' FLUX LoRAs are processors as well: 1 is the picture's attention, 2 the text's; a single block has one. */
function withoutXLabs(name: string): string {
  const [, block, projection, side, part] =
    /^(.*blocks\.\d+)\.processor\.(qkv|proj)_lora([12]?)\.(down|up)\.weight$/.exec(name) ?? [];
  if (projection === undefined) return name;
  const layer = side ? `${side === '1' ? 'img' : 'txt'}_attn.${projection}` : projection === 'qkv' ? 'qkv' : 'linear2';
  return `${block}.${layer}.lora_${part}.weight`;
}
