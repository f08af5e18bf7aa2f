import { expect, it } from 'vitest';
import { noisyImage } from '../testing/golden-image.js';
import { cropBack } from './crop-back.js';
import { planFit } from './plan-fit.js';

const fit = planFit({
  source: { width: 300, height: 200 },
  size: { width: 300, height: 200 },
  nativeSize: 512,
  multiple: 64,
});

it('cuts a preview of one pixel for each 8 × 8 at the same place', () => {
  expect(fit.network).toEqual({ width: 320, height: 256 });
  expect(fit.offset).toEqual({ x: 8, y: 24 });
  const preview = noisyImage(40, 32);
  const cut = cropBack(preview, fit);
  expect([cut.width, cut.height]).toEqual([38, 25]);
  expect([...cut.data.subarray(0, 4)]).toEqual([...preview.data.subarray((3 * 40 + 1) * 4, (3 * 40 + 1) * 4 + 4)]);
});

it('returns a picture without padding as it is', () => {
  const whole = planFit({ source: { width: 9, height: 9 }, nativeSize: 64, multiple: 64 });
  const image = noisyImage(64, 64);
  expect(cropBack(image, whole)).toBe(image);
});
