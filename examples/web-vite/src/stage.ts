import type { Image as Pixels } from '@overpaint/web';
import { element } from './element.js';

const compare = element('compare');
const before = element<HTMLImageElement>('before');
const after = element<HTMLCanvasElement>('after');
const split = element<HTMLInputElement>('split');

split.addEventListener('input', () => {
  compare.style.setProperty('--shown', `${100 - Number(split.value)}%`);
});

/** Shows the source alone, and says how large it is. What is no picture leaves the stage as it was. */
export async function showSource(url: string): Promise<{ width: number; height: number }> {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  element('empty').hidden = true;
  element('drop').classList.add('filled');
  compare.hidden = false;
  compare.classList.add('single');
  after.hidden = true;
  before.src = url;
  await before.decode();
  return { width: before.naturalWidth, height: before.naturalHeight };
}

/** Shows a picture over the source: a preview whole, a result half and half, with the slider between them. */
export function showPainted({ width, height, data }: Pixels, kind: 'preview' | 'result'): void {
  after.width = width;
  after.height = height;
  after.getContext('2d')!.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  after.hidden = false;
  compare.classList.toggle('single', kind === 'preview');
  split.value = kind === 'preview' ? '0' : '50';
  split.dispatchEvent(new Event('input'));
}
