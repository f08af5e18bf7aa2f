import type { Size } from '../image/index.js';
import type { ModelFolder } from './inspect.js';
import { numbersOf } from './json.js';

/** Bytes of the tensors of a picture's size before and behind a piece of its autoencoder's decoder, where they are widest. */
export function betweenPieces({ components }: Pick<ModelFolder, 'components'>, { width, height }: Size): number {
  // As wide as most are, where no config.json tells.
  const [first = 128, second = 2 * first] = numbersOf(components['vae_decoder']?.config, 'block_out_channels') ?? [];
  return width * height * (first + second) * 4;
}
