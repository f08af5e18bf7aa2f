import sharp, { type OverlayOptions } from 'sharp';
import type { Image } from '../index.js';
import { drawText, fitText, loadFonts } from './sheet-text.js';

/** A picture of a sheet with the lines of text under it. */
export interface SheetCell {
  readonly image: Image;
  readonly labels: readonly string[];
}

export interface SheetOptions {
  /** A line over the pictures. */
  readonly title: string;
  readonly columns: number;
  /** Longest side of a cell in pixels; larger pictures are scaled down to it, smaller ones stay. */
  readonly largest: number;
}

/** A sheet may be this many pixels wide, whatever the number of columns. */
const widest = 8000;
const ink = '#1d1d1f';

/**
 * Pictures side by side in rows of `columns`, each with its labels under it, as a PNG. All cells are as large as the
 * largest picture; a smaller one stands at the top of its cell, in the middle.
 */
export async function contactSheet(
  cells: readonly SheetCell[],
  { title, columns, largest }: SheetOptions,
): Promise<Uint8Array> {
  const side = Math.min(largest, Math.floor(widest / columns));
  const pictures = await Promise.all(cells.map(({ image }) => scaleDown(image, side)));
  const width = Math.max(...pictures.map(({ info }) => info.width));
  const height = Math.max(...pictures.map(({ info }) => info.height));

  // All measures follow the cell, so that a sheet of thumbnails and one of full pictures look alike.
  const capital = Math.max(8, Math.round(Math.min(width, 400) / 30));
  const gap = capital * 2;
  const lineHeight = Math.round(capital * 2);
  const lines = Math.max(...cells.map(({ labels }) => labels.length));
  const cellHeight = height + capital + lines * lineHeight;
  const heading = capital * 3;
  const rows = Math.ceil(cells.length / columns);
  const at = (index: number) => ({
    left: gap + (index % columns) * (width + gap),
    top: gap + heading + Math.floor(index / columns) * (cellHeight + gap),
  });
  const sheet = {
    width: gap + columns * (width + gap),
    height: gap + heading + rows * (cellHeight + gap),
  };

  await loadFonts();
  const write = async (text: string, left: number, top: number, space: number) =>
    drawText(await fitText(text, space, capital), left, top, capital, ink);
  const texts = [await write(title, gap, gap, sheet.width - 2 * gap)];
  for (const [index, { labels }] of cells.entries()) {
    const { left, top } = at(index);
    for (const [line, label] of labels.entries()) {
      texts.push(await write(label, left, top + height + capital + line * lineHeight, width));
    }
  }
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${sheet.width}" height="${sheet.height}">${texts.join('')}</svg>`;

  const overlays: OverlayOptions[] = pictures.map(({ data, info }, index) => ({
    input: data,
    raw: { width: info.width, height: info.height, channels: 4 },
    left: at(index).left + Math.floor((width - info.width) / 2),
    top: at(index).top,
  }));
  return sharp({ create: { ...sheet, channels: 3, background: '#ffffff' } })
    .composite([...overlays, { input: Buffer.from(drawing), left: 0, top: 0 }])
    .png()
    .toBuffer();
}

function scaleDown({ width, height, data }: Image, side: number) {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return sharp(bytes, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
}
