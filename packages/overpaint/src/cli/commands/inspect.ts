import pc from 'picocolors';
import { bytesText } from '../bytes-text.js';
import { type CommonFlags, openSession } from '../session.js';
import { table } from '../table.js';

/** `overpaint inspect`: what a model folder holds, without loading weights. */
export async function inspect(source: string | undefined, flags: CommonFlags): Promise<void> {
  const { terminal, overpaint } = openSession(flags);
  const model = await overpaint.inspectModel(source);
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
    ['takes', ['mask', ...model.options].join(', ')],
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
