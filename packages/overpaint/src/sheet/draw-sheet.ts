import type { Image, SheetLayout } from '@overpaint/node';
import sharp, { type OverlayOptions } from 'sharp';
import { drawText, fitText, loadFonts } from './sheet-text.js';

/**
 * Draws a sheet as `layoutSheet()` laid it out: pictures in pixels (RGBA), and words in any script, also on a machine without
 * fonts. For `compare()`, `comparison.sheet()` does both.
 *
 * @example
 * ```ts
 * import { drawSheet, img2img, layoutSheet, nodeImageCodec, saveFile } from 'overpaint';
 * const { images } = await img2img({ image: 'bird.jpg', prompt: 'ink drawing', size: 64, count: 2 });
 * const cells = images.map((image) => ({ image, labels: [`seed ${image.seed}`] }));
 * const sheet = await drawSheet(layoutSheet(cells, { title: 'ink drawing', columns: 2 }));
 * await saveFile('bird-sheet.png', await nodeImageCodec.encodeImage(sheet, 'png'));
 * ```
 */
export async function drawSheet(layout: SheetLayout): Promise<Image> {
  const { width, height, background, pictures, boxes, texts } = layout;
  await loadFonts();
  const drawing = [
    ...boxes.map(
      ({ x, y, width, height, colour }) =>
        `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colour}"/>`,
    ),
    ...(await Promise.all(
      texts.map(async ({ text, x, y, width, capital, colour }) =>
        drawText(await fitText(text, width, capital), x, y, capital, colour),
      ),
    )),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawing.join('')}</svg>`;
  const overlays = await Promise.all(
    pictures.map(async ({ image, x, y, width, height }): Promise<OverlayOptions> => {
      const input = await scaled(image, width, height);
      return { input, raw: { width, height, channels: 4 }, left: x, top: y };
    }),
  );
  const { data } = await sharp({ create: { width, height, channels: 3, background }, limitInputPixels: false })
    .composite([...overlays, { input: Buffer.from(svg), left: 0, top: 0, limitInputPixels: false }])
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width, height, data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength) };
}

async function scaled(image: Image, width: number, height: number): Promise<Buffer> {
  const { buffer, byteOffset, byteLength } = image.data;
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  if (image.width === width && image.height === height) return bytes;
  const raw = { width: image.width, height: image.height, channels: 4 } as const;
  return sharp(bytes, { raw, limitInputPixels: false }).resize({ width, height, fit: 'fill' }).raw().toBuffer();
}
