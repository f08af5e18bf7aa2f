import pc from 'picocolors';
import {
  type ControlNetInspection,
  isOverpaintError,
  type LoraInspection,
  type ModelInspection,
  type NodeOverpaint,
} from '../../index.js';
import { bytesText } from '../bytes-text.js';
import { type CommonFlags, openSession } from '../session.js';
import { table } from '../table.js';
import { controlNetLines } from './inspect-control.js';

const takes = ({ options, supports: { references } }: ModelInspection) => [
  'mask',
  ...(references > 0 ? [`${references} references`] : []),
  ...options,
];

/** `overpaint inspect`: what a model folder, a lone ControlNet or a LoRA file holds, without loading weights. */
export async function inspect(source: string | undefined, flags: CommonFlags): Promise<void> {
  const { terminal, overpaint } = openSession(flags);
  if (/\.safetensors$/i.test(source ?? '')) {
    const lora = await overpaint.inspectLora(source!);
    for (const line of table(loraRows(lora))) terminal.print(line);
    terminal.data(lora);
    return;
  }
  const model = await modelOrControlNet(source, overpaint);
  if ('residuals' in model) {
    for (const line of controlNetLines(model)) terminal.print(line);
    return terminal.data(model);
  }
  const { components, defaults, latent } = model;
  const rows: [string, string][] = [
    ['model', `${model.name} (${model.id})`],
    ['where', model.location],
    ['licence', model.licence ?? 'not stated'],
    ['family', `${model.family}${model.pipeline ? `, made for ${model.pipeline}` : ''}`],
    model.fixedSize
      ? ['size', `${model.fixedSize.width} × ${model.fixedSize.height} px alone; smaller pictures are padded`]
      : ['native size', `${model.nativeSize} px, in multiples of ${model.multiple}`],
    ['latents', `${latent.channels} channels, 1/${latent.downscale} of the side`],
    ['scheduler', `${model.scheduler ?? 'none of its own'}, predicts ${model.predictionType}`],
    [
      'defaults',
      Object.entries(defaults)
        .map(([key, value]) => `${key} ${value}`)
        .join(', ') || "the family's",
    ],
    ['takes', takes(model).join(', ')],
    ...(model.needed.length > 0 ? [['missing', `${model.needed.join(', ')}: cannot paint`] as [string, string]] : []),
    ...(model.missing.length > 0 ? [['missing', `${model.missing.join(', ')}: does without`] as [string, string]] : []),
    ...Object.entries(model.foreignOperators).map(([name, operators]): [string, string] => [
      'needs a GPU',
      `${name}: ${operators.join(', ')}`,
    ]),
    ['on disk', bytesText(model.bytes)],
    ['in memory', `${bytesText(model.openBytes)} of weights, with all networks open on a processor`],
  ];
  for (const line of table(rows)) terminal.print(line);
  const tensor = ({ name, type, dims }: { name: string; type: string; dims: readonly unknown[] }) =>
    `${name} ${type}[${dims.join(', ')}]`;
  for (const [name, { path, bytes, inputs, outputs }] of Object.entries(components)) {
    terminal.print(`${pc.bold(name)}  ${path}, ${bytesText(bytes)}`);
    terminal.print(`  in   ${inputs.map(tensor).join(', ')}`);
    terminal.print(`  out  ${outputs.map(tensor).join(', ')}`);
  }
  terminal.data(model);
}

function loraRows(lora: LoraInspection): [string, string][] {
  const { name, bytes, madeFor, kinds, ranks, alphas, layers, triggerWords, unread } = lora;
  const words = triggerWords.slice(0, 10).map(({ word, count }) => (count > 0 ? `${word} (${count})` : word));
  return [
    ['LoRA', `${name}, ${bytesText(bytes)}`],
    ['made for', madeFor ?? 'not to be seen from its layers'],
    ['kind', kinds.join(', ')],
    ['rank', ranks.join(', ') || 'none: whole differences'],
    ['alpha', alphas.join(', ') || 'as the rank'],
    [
      'layers',
      Object.entries(layers)
        .map(([network, count]) => `${count} of the ${network}`)
        .join(', '),
    ],
    ['trigger words', words.join(', ') || 'not stated'],
    ...(unread.length > 0 ? [['left out', `${unread.length} tensors of other kinds`] as [string, string]] : []),
    ['sha256', lora.sha256],
    ["A1111's hash", lora.a1111Hash],
  ];
}

/** A lone graph is a ControlNet or nothing that is known here; a folder is one where it is no model. */
async function modelOrControlNet(
  source: string | undefined,
  overpaint: NodeOverpaint,
): Promise<ModelInspection | ControlNetInspection> {
  const controlNet = async (source: string) => (await overpaint.loadControlNet(source)).inspection;
  if (source?.endsWith('.onnx')) return controlNet(source);
  try {
    return await overpaint.inspectModel(source);
  } catch (error) {
    if (source === undefined || !isOverpaintError(error, 'MODEL_INVALID')) throw error;
    return controlNet(source).catch(() => {
      throw error;
    });
  }
}
