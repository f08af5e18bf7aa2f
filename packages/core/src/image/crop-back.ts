import type { Image } from './image.js';
import type { Fit } from './plan-fit.js';

/**
 * Takes the network's padding off again. Also takes a smaller picture of the same view, such as a preview of one pixel
 * for each 8 × 8 of the network.
 */
export function cropBack(image: Image, { network, output, offset }: Fit): Image {
  if (network.width === output.width && network.height === output.height) return image;
  const scale = image.width / network.width;
  const width = Math.max(1, Math.round(output.width * scale));
  const height = Math.max(1, Math.round(output.height * scale));
  const [left, top] = [Math.round(offset.x * scale), Math.round(offset.y * scale)];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * image.width + left) * 4;
    data.set(image.data.subarray(from, from + width * 4), y * width * 4);
  }
  return { width, height, data };
}
