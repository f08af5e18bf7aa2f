import type { ControlNetInspection } from '../../index.js';
import { bytesText } from '../bytes-text.js';
import { table } from '../table.js';

/** What a ControlNet is, in lines for a person. */
export function controlNetLines(net: ControlNetInspection): string[] {
  const rows: [string, string][] = [
    ['ControlNet', net.id],
    ['where', `${net.location}, ${net.path}`],
    ['for models of', `${net.family}${net.textWidth === undefined ? '' : `, text of width ${net.textWidth}`}`],
    ['sees', net.seesLatents ? 'the control picture as latents' : 'the control picture'],
    ['puts out', `${net.residuals} residuals`],
    ['size', net.fixedSize ? `${net.fixedSize.width} × ${net.fixedSize.height} px alone` : 'any'],
    ['on disk', bytesText(net.bytes)],
  ];
  const tensor = ({ name, type, dims }: ControlNetInspection['inputs'][number]) =>
    `${name} ${type}[${dims.join(', ')}]`;
  return [
    ...table(rows),
    `  in   ${net.inputs.map(tensor).join(', ')}`,
    `  out  ${net.outputs.map(tensor).join(', ')}`,
  ];
}
