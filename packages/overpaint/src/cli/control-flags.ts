import { InvalidArgumentError } from 'commander';
import { type ControlNetOptions, controlNet, type Feature, type NodeImageInput, type Preprocess } from '../index.js';
import { decodeOnce } from './decode-once.js';
import type { PaintOptions } from './painting-flags.js';
import type { Session } from './session.js';
import { UsageError } from './usage-error.js';

/** Flags that steer by control pictures. */
export interface ControlFlags {
  readonly control?: readonly ControlChoice[];
  readonly controlImage?: readonly string[];
}

/** A ControlNet as `--control` names it. */
export interface ControlChoice extends Pick<ControlNetOptions, 'weight' | 'start' | 'end'> {
  readonly preprocess: Preprocess;
  readonly source: string;
}

const kinds: readonly Preprocess[] = ['canny', 'lineart', 'tile', 'none'];

/** `canny:folder`, `canny:folder:0.8`, `canny:folder:0.8:0-0.6`; the folder may hold colons. */
export function controlChoice(text: string, earlier: readonly ControlChoice[] = []): readonly ControlChoice[] {
  const [, kind, rest = ''] = /^([a-z]+):(.+)$/is.exec(text) ?? [];
  const preprocess = kinds.find((one) => one === kind?.toLowerCase());
  if (preprocess === undefined) {
    throw new InvalidArgumentError(
      'Expected KIND:FOLDER or KIND:FOLDER:WEIGHT, KIND one of canny, lineart, tile, none.',
    );
  }
  const [, source = rest, weight, start, end] = /^(.+?):(\d*\.?\d+)(?::(\d*\.?\d+)-(\d*\.?\d+))?$/s.exec(rest) ?? [];
  const numbers = { weight, start, end };
  const given = Object.entries(numbers).flatMap(([key, value]) => (value === undefined ? [] : [[key, Number(value)]]));
  return [...earlier, { preprocess, source, ...Object.fromEntries(given) }];
}

/** Options with the ControlNets that the flags name, whose headers are read here. @throws UsageError, `MODEL_NOT_FOUND`, `MODEL_INVALID` */
export async function withControl(
  options: PaintOptions,
  { control = [], controlImage = [] }: ControlFlags,
  { overpaint, interruption: { signal } }: Pick<Session, 'overpaint' | 'interruption'>,
): Promise<PaintOptions> {
  if (control.length === 0 && controlImage.length === 0) return options;
  const images = imagesOf(control, controlImage);
  const features: Feature[] = [];
  for (const [index, { source, ...choice }] of control.entries()) {
    const net = await overpaint.loadControlNet(source, { signal });
    const path = images[index];
    const image: NodeImageInput | undefined = path === undefined ? undefined : await decodeOnce(path, options, signal);
    features.push(controlNet(net, { ...choice, image }));
  }
  return { ...options, features };
}

/** Which control picture belongs to which ControlNet: one each, or one for each that takes it as it is. */
function imagesOf(control: readonly ControlChoice[], images: readonly string[]): readonly (string | undefined)[] {
  if (images.length === control.length) return images;
  const ready = control.filter(({ preprocess }) => preprocess === 'none').length;
  if (images.length > ready) {
    throw new UsageError(
      `--control-image: expected one for each --control, or one for each --control none:…, received ${images.length} for ${control.length} (${ready} of them none).`,
    );
  }
  let next = 0;
  return control.map(({ preprocess }) => (preprocess === 'none' ? images[next++] : undefined));
}
