import {
  type EncodeOptions,
  type Image,
  type ImageFormat,
  InvalidArgumentError,
  type OverpaintImage,
} from '@overpaint/core';

/** What a picture can do in a browser: it can be shown and offered for download. */
export interface Showable {
  /** A file of the picture, with its recipe, for `URL.createObjectURL` and uploads. */
  toBlob(format?: ImageFormat, options?: EncodeOptions): Promise<Blob>;
  toImageData(): ImageData;
  toImageBitmap(): Promise<ImageBitmap>;
  /** Sets a canvas to the picture's size and draws it there. */
  draw(canvas: HTMLCanvasElement | OffscreenCanvas): void;
}

/** A picture that Overpaint made, in a browser. */
export interface WebImage extends OverpaintImage, Showable {}

export function withCanvas<I extends Image & Pick<OverpaintImage, 'encode'>>(image: I): I & Showable {
  const toImageData = () => new ImageData(new Uint8ClampedArray(image.data), image.width, image.height);
  return {
    ...image,
    async toBlob(format = 'png', options) {
      const bytes = await image.encode(format, options);
      return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: `image/${format}` });
    },
    toImageData,
    toImageBitmap: () => createImageBitmap(toImageData()),
    draw(canvas) {
      if (typeof canvas?.getContext !== 'function') throw new InvalidArgumentError('canvas', 'a canvas', canvas);
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      context.putImageData(toImageData(), 0, 0);
    },
  };
}
