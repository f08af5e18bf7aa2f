import { type Img2ImgOptions, type Img2ImgResult, Img2ImgRun, type RunControl } from '@overpaint/core';
import type { WebImage } from './web-image.js';

/** A run whose work happens elsewhere, and that says there when it shall finish early. */
export class ForwardedRun extends Img2ImgRun<WebImage> {
  readonly #finish: () => void;

  constructor(
    work: (control: RunControl<WebImage>) => Promise<Img2ImgResult<WebImage>>,
    { signal, onProgress }: Pick<Img2ImgOptions, 'signal' | 'onProgress'>,
    finish: () => void,
  ) {
    super(work, { signal, onProgress: onProgress as ((event: unknown) => void) | undefined });
    this.#finish = finish;
  }

  override finishEarly(): void {
    super.finishEarly();
    this.#finish();
  }
}
