import { Img2ImgRun, type RunControl } from '@overpaint/core';
import type { Img2ImgOptions, Img2ImgResult } from './img2img.js';
import type { WebImage } from './web-image.js';

/** A run whose work happens elsewhere, and that says there when it shall finish early. */
export class ForwardedRun extends Img2ImgRun<WebImage> {
  readonly #finish: () => void;

  constructor(
    work: (control: RunControl<WebImage>) => Promise<Img2ImgResult>,
    { signal, onProgress }: Pick<Img2ImgOptions, 'signal' | 'onProgress'>,
    finish: () => void,
  ) {
    super(work, { signal, onProgress });
    this.#finish = finish;
  }

  override finishEarly(): void {
    super.finishEarly();
    this.#finish();
  }
}
