import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fitText as fitLine } from '@overpaint/node';
import sharp from 'sharp';
import { fontsFolder } from '../fonts.js';

/**
 * Text on contact sheets, in any script. The letters come from fonts of this package, then from those of the system, and
 * for Chinese, Japanese and Korean the other way round: what a system has for them is better than what fits in here.
 * Without any of them a letter is a box with its code.
 */
const scripts =
  'Arabic Armenian Bengali Ethiopic Georgian Gujarati Gurmukhi Hebrew Kannada Khmer Lao Malayalam Myanmar Oriya Sinhala Tamil Telugu Thai';
const families = [
  'Noto Sans',
  ...scripts.split(' ').map((script) => `Noto Sans ${script}`),
  'sans-serif',
  'Droid Sans Fallback',
].join(', ');

/** Height of capitals in Noto Sans as a share of the font's size. */
const capitals = 0.714;

let loading: Promise<void> | undefined;

/** Makes the fonts of this package known to what draws text in this process. To be awaited once before the rest. */
export function loadFonts(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  // Where there is no configuration, fontconfig would say so on stderr and look for no fonts.
  const configured = ['FONTCONFIG_FILE', 'FONTCONFIG_PATH'].some((name) => process.env[name] !== undefined);
  if (!configured && !existsSync('/etc/fonts/fonts.conf')) process.env['FONTCONFIG_FILE'] = `${fontsFolder}fonts.conf`;
  const files = (await readdir(fontsFolder)).filter((name) => name.endsWith('.ttf'));
  for (const file of files) {
    // A font that is named once is known from then on. One that cannot be read is one less to choose from.
    const text = { text: '.', font: 'Noto Sans 8', fontfile: fontsFolder + file };
    await sharp({ text })
      .raw()
      .toBuffer()
      .catch(() => {});
  }
}

/** Width in pixels of a line of text with capitals `height` pixels high. */
export async function measureText(text: string, height: number): Promise<number> {
  const font = `${families} ${height / capitals}`;
  // Between two strokes, since blanks alone are no picture.
  const width = async (line: string) => {
    const strokes = `|${escapeMarkup(line)}|`;
    const { info } = await sharp({ text: { text: strokes, font, dpi: 72 } })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return info.width;
  };
  return (await width(text)) - (await width(''));
}

/** A text as one line that fits into a width, with capitals `height` pixels high. */
export const fitText = (text: string, width: number, height: number): Promise<string> =>
  fitLine(text, { width, capital: height, measure: (line) => measureText(line, height) });

/** An SVG element: a line of text with the top of its capitals at (x, y) and capitals `height` pixels high. */
export function drawText(text: string, x: number, y: number, height: number, colour: string): string {
  const size = (height / capitals).toFixed(2);
  return `<text x="${x}" y="${y + height}" font-family="${families}" font-size="${size}" fill="${colour}">${escapeMarkup(text)}</text>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** For SVG and for Pango: their signs as letters, and without what XML does not allow. */
const escapeMarkup = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => entities[sign]!).replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '');
