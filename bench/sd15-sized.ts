// A model folder whose networks have the ends and sizes of Stable Diffusion 1.5 (77 × 768 text, 4 × 64 × 64 latents,
// 512² pixels), take seconds a call, and paint nothing: convolutions whose weights are made up, a few megabytes in all.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constant, FLOAT, INT64, int, ints, message, model, node, text, value, weights } from './onnx.js';

/** `count` 3 × 3 convolutions of one width, each followed by tanh; they share one weight. */
function layers(count: number, input: string, weight: string): { nodes: Uint8Array[]; output: string } {
  const nodes: Uint8Array[] = [];
  let from = input;
  for (let i = 0; i < count; i++) {
    nodes.push(node('Conv', [from, weight], `${weight}_conv_${i}`, ints('pads', [1, 1, 1, 1])));
    nodes.push(node('Tanh', [`${weight}_conv_${i}`], `${weight}_${i}`));
    from = `${weight}_${i}`;
  }
  return { nodes, output: from };
}

function textEncoder() {
  return model(
    node('Cast', ['input_ids'], 'ids', message(5, text(1, 'to'), int(3, FLOAT), int(20, 2))),
    node('Unsqueeze', ['ids', 'axis'], 'column'),
    node('MatMul', ['column', 'row'], 'wave'),
    node('Sin', ['wave'], 'last_hidden_state'),
    constant('axis', [1], BigInt64Array.of(-1n)),
    weights('row', [1, 768]),
    value(11, 'input_ids', INT64, ['batch', 'sequence']),
    value(12, 'last_hidden_state', FLOAT, ['batch', 'sequence', 768]),
  );
}

function unet(depth: number) {
  const body = layers(depth, 'in', 'body');
  return model(
    node('Conv', ['sample', 'first'], 'widened', ints('pads', [1, 1, 1, 1])),
    // Text and time reach every pixel, so that neither input can be left out.
    node('ReduceMean', ['encoder_hidden_states'], 'text', ints('axes', [1, 2])),
    node('Reshape', ['text', 'everywhere'], 'told'),
    node('Sin', ['timestep'], 'time'),
    node('Add', ['told', 'time'], 'both'),
    node('Add', ['widened', 'both'], 'in'),
    ...body.nodes,
    node('Conv', [body.output, 'last'], 'out_sample', ints('pads', [1, 1, 1, 1])),
    constant('everywhere', [4], BigInt64Array.of(-1n, 1n, 1n, 1n)),
    weights('first', [320, 4, 3, 3]),
    weights('body', [320, 320, 3, 3]),
    weights('last', [4, 320, 3, 3]),
    value(11, 'sample', FLOAT, ['batch', 4, 'height', 'width']),
    value(11, 'timestep', FLOAT, []),
    value(11, 'encoder_hidden_states', FLOAT, ['batch', 'sequence', 768]),
    value(12, 'out_sample', FLOAT, ['batch', 4, 'height', 'width']),
  );
}

function vaeEncoder(depth: number) {
  const body = layers(depth, 'in', 'body');
  return model(
    node('Conv', ['sample', 'first'], 'in', ints('pads', [1, 1, 1, 1])),
    ...body.nodes,
    node('Conv', [body.output, 'last'], 'latent_parameters', ints('strides', [8, 8])),
    weights('first', [64, 3, 3, 3]),
    weights('body', [64, 64, 3, 3]),
    weights('last', [8, 64, 8, 8]),
    value(11, 'sample', FLOAT, ['batch', 3, 'height', 'width']),
    value(12, 'latent_parameters', FLOAT, ['batch', 8, 'latent_height', 'latent_width']),
  );
}

function vaeDecoder(depth: number) {
  const body = layers(depth, 'in', 'body');
  return model(
    node('ConvTranspose', ['latent_sample', 'first'], 'in', ints('strides', [8, 8])),
    ...body.nodes,
    node('Conv', [body.output, 'last'], 'wide', ints('pads', [1, 1, 1, 1])),
    node('Tanh', ['wide'], 'sample'),
    weights('first', [4, 64, 8, 8]),
    weights('body', [64, 64, 3, 3]),
    weights('last', [3, 64, 3, 3]),
    value(11, 'latent_sample', FLOAT, ['batch', 4, 'latent_height', 'latent_width']),
    value(12, 'sample', FLOAT, ['batch', 3, 'height', 'width']),
  );
}

/** Letters, digits and one merge: enough to write a prompt in. */
function vocabulary(): string[] {
  const letters = [...'!"#$%&\'()*+,-./0123456789:;<=>?@abcdefghijklmnopqrstuvwxyz'];
  return [...letters, ...letters.map((letter) => `${letter}</w>`), 'at', '<|startoftext|>', '<|endoftext|>'];
}

/** Writes the folder. Depths set how long a call takes: these are several times faster than the real networks. */
export async function writeSd15Sized(folder: string): Promise<void> {
  const files: Record<string, string | Uint8Array> = {
    'model_index.json': JSON.stringify({ _class_name: 'StableDiffusionPipeline' }),
    'scheduler/scheduler_config.json': JSON.stringify({
      _class_name: 'DDIMScheduler',
      beta_start: 0.00085,
      beta_end: 0.012,
      beta_schedule: 'scaled_linear',
      num_train_timesteps: 1000,
      steps_offset: 1,
      set_alpha_to_one: false,
      clip_sample: false,
    }),
    'tokenizer/vocab.json': JSON.stringify(Object.fromEntries(vocabulary().map((word, id) => [word, id]))),
    'tokenizer/merges.txt': '#version: 0.2\na t\n',
    'text_encoder/model.onnx': textEncoder(),
    'unet/model.onnx': unet(30),
    'vae_encoder/model.onnx': vaeEncoder(3),
    'vae_decoder/model.onnx': vaeDecoder(6),
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}
