import { type Image, OutOfMemoryError } from '@overpaint/core';
import { fitText, type SheetLayout } from '@overpaint/core/series';
import { contextOf } from './image-input.js';

/** Height of capitals as a share of the font's size, in most fonts without serifs. */
const capitals = 0.72;

/** Draws a sheet as it is laid out, in the browser's own letters. */
export async function drawSheet(layout: SheetLayout): Promise<Image> {
  const { width, height, background, pictures, boxes, texts } = layout;
  try {
    const context = contextOf(width, height);
    context.fillStyle = background;
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = 'high';
    for (const { image, x, y, width, height } of pictures) {
      context.drawImage(canvasOf(image), x, y, width, height);
    }
    for (const { x, y, width, height, colour } of boxes) {
      context.fillStyle = colour;
      context.fillRect(x, y, width, height);
    }
    for (const { text, x, y, width, capital, colour } of texts) {
      context.font = `${(capital / capitals).toFixed(2)}px "Noto Sans", system-ui, sans-serif`;
      context.fillStyle = colour;
      const measure = (line: string) => context.measureText(line).width;
      context.fillText(await fitText(text, { width, capital, measure }), x, y + capital);
    }
    return { width, height, data: context.getImageData(0, 0, width, height).data };
  } catch (cause) {
    throw new OutOfMemoryError('sheet', `sheet: ${width} × ${height} pixels are more than this browser can draw.`, {
      cause,
    });
  }
}

function canvasOf({ width, height, data }: Image): OffscreenCanvas {
  const context = contextOf(width, height);
  context.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return context.canvas;
}
