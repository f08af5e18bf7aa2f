import type { Size } from '../image/index.js';
import type { ModelFolder } from './inspect.js';
import { numbersOf } from './json.js';

/** What most autoencoders' first two blocks are wide. */
const usual = [128, 256];
/** Bytes of a number. */
const float32 = 4;

/** Bytes of the tensors of a picture's size before and behind a piece of its autoencoder's decoder, where they are widest. */
export function betweenPieces({ components }: Pick<ModelFolder, 'components'>, { width, height }: Size): number {
  const [first = 0, second = 2 * first] = numbersOf(components['vae_decoder']?.config, 'block_out_channels') ?? usual;
  return width * height * (first + second) * float32;
}
