import { flat } from './lora-key.js';

/** A layer as the code that a model came from calls it. */
export interface OtherName {
  readonly name: string;
  /** Where that code has several layers in one: the place among them, in the order of their rows. */
  readonly part?: number;
  /** Where it has the first and second half of the rows the other way round. */
  readonly swapped?: boolean;
}

/**
 * What else LoRA files call a layer of diffusers: by the block names of the code that Stable Diffusion, Stable Diffusion 3
 * and FLUX came with, which most training tools have.
 *
 * @param path diffusers' name.
 * @param dims of its weight: outputs, inputs.
 * @param layersPerBlock resnets of a down block: Stable Diffusion's code counts blocks through.
 */
export function otherNames(path: string, dims: readonly number[], layersPerBlock: number): OtherName[] {
  return [...unetNames(path, layersPerBlock), ...fluxNames(path), ...mmditNames(path, dims)].map((other) => ({
    ...other,
    name: flat(other.name),
  }));
}

const one = (name: string): OtherName[] => [{ name }];

const unetLayers: Readonly<Record<string, string>> = {
  conv_in: 'input_blocks.0.0',
  'time_embedding.linear_1': 'time_embed.0',
  'time_embedding.linear_2': 'time_embed.2',
  'add_embedding.linear_1': 'label_emb.0.0',
  'add_embedding.linear_2': 'label_emb.0.2',
  conv_norm_out: 'out.0',
  conv_out: 'out.2',
};

const resnetLayers: Readonly<Record<string, string>> = {
  norm1: 'in_layers.0',
  norm2: 'out_layers.0',
  conv1: 'in_layers.2',
  conv2: 'out_layers.3',
  time_emb_proj: 'emb_layers.1',
  conv_shortcut: 'skip_connection',
};

function unetNames(path: string, layers: number): OtherName[] {
  const fixed = unetLayers[path];
  if (fixed) return one(fixed);
  const match = /^(?:(down|up)_blocks\.(\d+)|mid_block)\.(resnets|attentions|downsamplers|upsamplers)\.(\d+)\.(.+)$/;
  const [, side, block, kind, index, rest] = match.exec(path) ?? [];
  if (kind === undefined) return [];
  const own = kind === 'resnets' ? resnetLayers[rest!] : kind === 'downsamplers' ? 'op' : rest;
  if (own === undefined) return [];
  const [at, within] = [Number(block), Number(index)];
  if (side === undefined) return one(`middle_block.${kind === 'resnets' ? 2 * within : 1}.${own}`);
  const place = kind === 'attentions' ? 1 : 0;
  if (side === 'down') {
    const number = kind === 'downsamplers' ? (at + 1) * (layers + 1) : 1 + at * (layers + 1) + within;
    return one(`input_blocks.${number}.${place}.${own}`);
  }
  const number = at * (layers + 1) + (kind === 'upsamplers' ? layers : within);
  // Behind the attention, where the block has one.
  if (kind === 'upsamplers') return [1, 2].map((place) => ({ name: `output_blocks.${number}.${place}.${own}` }));
  return one(`output_blocks.${number}.${place}.${own}`);
}

const fluxLayers: Readonly<Record<string, string>> = {
  x_embedder: 'img_in',
  context_embedder: 'txt_in',
  'time_text_embed.timestep_embedder.linear_1': 'time_in.in_layer',
  'time_text_embed.timestep_embedder.linear_2': 'time_in.out_layer',
  'time_text_embed.text_embedder.linear_1': 'vector_in.in_layer',
  'time_text_embed.text_embedder.linear_2': 'vector_in.out_layer',
  'time_text_embed.guidance_embedder.linear_1': 'guidance_in.in_layer',
  'time_text_embed.guidance_embedder.linear_2': 'guidance_in.out_layer',
  proj_out: 'final_layer.linear',
};

/** Layers of a block, and the place of those that lie in one with others. */
type BlockLayers = Readonly<Record<string, readonly [name: string, part?: number]>>;

const doubleLayers: BlockLayers = {
  'attn.to_q': ['img_attn.qkv', 0],
  'attn.to_k': ['img_attn.qkv', 1],
  'attn.to_v': ['img_attn.qkv', 2],
  'attn.add_q_proj': ['txt_attn.qkv', 0],
  'attn.add_k_proj': ['txt_attn.qkv', 1],
  'attn.add_v_proj': ['txt_attn.qkv', 2],
  'attn.to_out.0': ['img_attn.proj'],
  'attn.to_add_out': ['txt_attn.proj'],
  'ff.net.0.proj': ['img_mlp.0'],
  'ff.net.2': ['img_mlp.2'],
  'ff_context.net.0.proj': ['txt_mlp.0'],
  'ff_context.net.2': ['txt_mlp.2'],
  'norm1.linear': ['img_mod.lin'],
  'norm1_context.linear': ['txt_mod.lin'],
};

const singleLayers: BlockLayers = {
  'attn.to_q': ['linear1', 0],
  'attn.to_k': ['linear1', 1],
  'attn.to_v': ['linear1', 2],
  proj_mlp: ['linear1', 3],
  proj_out: ['linear2'],
  'norm.linear': ['modulation.lin'],
};

/** XLabs' has no part for the MLP. */
const singleAttention: BlockLayers = { 'attn.to_q': ['qkv', 0], 'attn.to_k': ['qkv', 1], 'attn.to_v': ['qkv', 2] };

const jointLayers: BlockLayers = {
  'attn.to_q': ['x_block.attn.qkv', 0],
  'attn.to_k': ['x_block.attn.qkv', 1],
  'attn.to_v': ['x_block.attn.qkv', 2],
  'attn2.to_q': ['x_block.attn2.qkv', 0],
  'attn2.to_k': ['x_block.attn2.qkv', 1],
  'attn2.to_v': ['x_block.attn2.qkv', 2],
  'attn.add_q_proj': ['context_block.attn.qkv', 0],
  'attn.add_k_proj': ['context_block.attn.qkv', 1],
  'attn.add_v_proj': ['context_block.attn.qkv', 2],
  'attn.to_out.0': ['x_block.attn.proj'],
  'attn2.to_out.0': ['x_block.attn2.proj'],
  'attn.to_add_out': ['context_block.attn.proj'],
  'ff.net.0.proj': ['x_block.mlp.fc1'],
  'ff.net.2': ['x_block.mlp.fc2'],
  'ff_context.net.0.proj': ['context_block.mlp.fc1'],
  'ff_context.net.2': ['context_block.mlp.fc2'],
  'norm1.linear': ['x_block.adaLN_modulation.1'],
  'norm1_context.linear': ['context_block.adaLN_modulation.1'],
};

const mmditLayers: Readonly<Record<string, string>> = {
  'pos_embed.proj': 'x_embedder.proj',
  context_embedder: 'context_embedder',
  'time_text_embed.timestep_embedder.linear_1': 't_embedder.mlp.0',
  'time_text_embed.timestep_embedder.linear_2': 't_embedder.mlp.2',
  'time_text_embed.text_embedder.linear_1': 'y_embedder.mlp.0',
  'time_text_embed.text_embedder.linear_2': 'y_embedder.mlp.2',
  proj_out: 'final_layer.linear',
};

/** Both end in a modulation whose shift and scale diffusers has in the other order. */
const lastModulation = { name: 'final_layer.adaLN_modulation.1', swapped: true } as const;

function fluxNames(path: string): OtherName[] {
  if (path === 'norm_out.linear') return [lastModulation];
  return [
    ...(fluxLayers[path] ? one(fluxLayers[path]) : []),
    ...inBlock(path, 'transformer_blocks', 'double_blocks', doubleLayers),
    ...inBlock(path, 'single_transformer_blocks', 'single_blocks', singleLayers),
    ...inBlock(path, 'single_transformer_blocks', 'single_blocks', singleAttention),
  ];
}

function mmditNames(path: string, [outputs = 0, inputs = 0]: readonly number[]): OtherName[] {
  const fixed = mmditLayers[path];
  if (fixed) return one(fixed);
  const names = inBlock(path, 'transformer_blocks', 'joint_blocks', jointLayers);
  // The last block's ends in a shift and a scale alone.
  const swapped = path.endsWith('norm1_context.linear') && outputs === 2 * inputs;
  return names.map((name) => ({ ...name, ...(swapped && { swapped }) }));
}

function inBlock(path: string, list: string, original: string, layers: BlockLayers): OtherName[] {
  const [, index, layer] = new RegExp(`^${list}\\.(\\d+)\\.(.+)$`).exec(path) ?? [];
  const found = layer === undefined ? undefined : layers[layer];
  if (found === undefined) return [];
  const [name, part] = found;
  return [{ name: `${original}.${index}.${name}`, ...(part !== undefined && { part }) }];
}
