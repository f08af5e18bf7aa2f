import { checkChoice, checkNames, checkNumber } from '../check.js';
import { InvalidArgumentError } from '../errors/index.js';
import type { ControlNet } from '../model/control-net.js';
import type { ControlNetUse, Preprocess } from './control-net-use.js';
import type { Feature } from './feature.js';

export const preprocesses = ['canny', 'lineart', 'tile', 'none'] as const satisfies readonly Preprocess[];

export interface ControlNetOptions<Input = unknown> {
  /** What it sees, fitted to the result as the source is. Default: the source itself. */
  readonly image?: Input | undefined;
  /** What is made of that picture first; `none` for one that is a control picture already. Default `none`. */
  readonly preprocess?: Preprocess | undefined;
  /** How hard it steers, 0–10; at 0 the picture is the one without it. Default 1. */
  readonly weight?: number | undefined;
  /** From where to where in the run it steers, as shares of the network calls, 0–1. Default 0 and 1: all of it. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/** A feature that says what it is of, for places that functions cannot be sent to. */
export interface ControlNetFeature extends Feature {
  readonly name: 'control-net';
  readonly use: ControlNetUse;
}

/**
 * Steers a call with a ControlNet: edges, a pose or a depth map say where things are, while prompt and strength say what becomes of
 * them. Several in a call add up.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for an option out of range. In the call UnsupportedError `UNSUPPORTED` for a model
 * of another family than the ControlNet's.
 * @example
 * ```ts
 * import { controlNet, img2img, loadControlNet } from 'overpaint';
 *
 * const edges = await loadControlNet('models/controlnet-canny');
 * const features = [controlNet(edges, { preprocess: 'canny', weight: 0.8, end: 0.7 })];
 * const { images } = await img2img({ image: 'photo.jpg', prompt: 'oil painting', model: 'models/realistic', features });
 * ```
 */
export function controlNet<Input = unknown>(
  net: Pick<ControlNet, 'id' | 'inspection' | 'disposed'>,
  options: ControlNetOptions<Input> = {},
): ControlNetFeature {
  if (typeof net !== 'object' || net === null || typeof net.inspection !== 'object') {
    throw new InvalidArgumentError('net', 'a ControlNet from loadControlNet()', net);
  }
  checkNames('options', options, { image: true, preprocess: true, weight: true, start: true, end: true });
  const { image, preprocess = 'none', weight = 1, start = 0, end = 1 } = options;
  checkChoice('preprocess', preprocess, preprocesses);
  checkNumber('weight', weight, 0, 10);
  checkNumber('start', start, 0, 1);
  checkNumber('end', end, 0, 1);
  if (start >= end) throw new InvalidArgumentError('start', `a share before end (${end})`, start);
  return controlFeature({ net: net as ControlNet, image, preprocess, weight, start, end });
}

/** The feature that a ControlNet's part in a call is. */
export const controlFeature = (use: ControlNetUse): ControlNetFeature => ({
  name: 'control-net',
  use,
  prepare: (call) => call.prepareControl(use),
});

export const isControlNet = (feature: Feature): feature is ControlNetFeature =>
  feature.name === 'control-net' && 'use' in feature;
