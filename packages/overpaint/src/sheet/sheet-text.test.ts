import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawText, fitText, loadFonts, measureText } from './sheet-text.js';

const samples: Readonly<Record<string, string>> = {
  'Latin with accents': 'Zażółć gęślą, naïve, việt',
  Greek: 'Ακουαρέλα, ἀρχή',
  Cyrillic: 'Акварель, їжак, Ѭ',
  Chinese: '水彩画，標點。',
  Japanese: 'すいさいが スイサイ',
  Korean: '수채화',
  Arabic: 'ألوان مائية گربه',
  Hebrew: 'צבעי מים',
  Devanagari: 'जल रंग क्षत्रिय',
  Bengali: 'জলরঙ',
  Tamil: 'நீர்வண்ணம்',
  Telugu: 'నీటిరంగు',
  Kannada: 'ಜಲವರ್ಣ',
  Malayalam: 'ജലച്ചായം',
  Gujarati: 'જળરંગ',
  Gurmukhi: 'ਪਾਣੀ ਰੰਗ',
  Oriya: 'ଜଳରଙ୍ଗ',
  Sinhala: 'දිය සායම්',
  Thai: 'สีน้ำ',
  Lao: 'ສີນ້ຳ',
  Khmer: 'ទឹកថ្នាំ',
  Myanmar: 'ရေဆေး',
  Georgian: 'აკვარელი',
  Armenian: 'ջրաներկ',
  Amharic: 'የውሃ ቀለም',
};

let folder: string;
let config: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-fonts-'));
  config = join(folder, 'fonts.conf');
  await writeFile(config, '<fontconfig></fontconfig>'); // as on a machine without any font
  process.env['FONTCONFIG_FILE'] = config;
  await loadFonts();
});
afterAll(() => rm(folder, { recursive: true }));

const raster = (line: string) =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="40">${line}</svg>`))
    .raw()
    .toBuffer();

it('draws every script on a machine without fonts', async () => {
  // What the same line looks like where only the basic Latin letters are known: boxes with codes.
  const lines = Object.values(samples).map((text) => drawText(text, 5, 10, 12, '#000'));
  const program = `
    import { createRequire } from 'node:module';
    const sharp = createRequire(${JSON.stringify(import.meta.url)})('sharp');
    const fontfile = ${JSON.stringify(fileURLToPath(new URL('../../fonts/noto-sans-latin.ttf', import.meta.url)))};
    await sharp({ text: { text: '.', font: 'Noto Sans 8', fontfile } }).raw().toBuffer();
    for (const line of ${JSON.stringify(lines)}) {
      const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="40">' + line + '</svg>';
      console.log((await sharp(Buffer.from(svg)).raw().toBuffer()).toString('base64'));
    }`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, FONTCONFIG_FILE: config },
    maxBuffer: 2 ** 28,
  });
  const boxes = stdout.trim().split('\n');
  for (const [index, script] of Object.keys(samples).entries()) {
    const drawn = (await raster(lines[index]!)).toString('base64');
    expect(drawn === boxes[index], `${script} is drawn as boxes`).toBe(false);
  }
  expect((await raster(drawText('plain', 5, 10, 12, '#000'))).some((byte) => byte > 0)).toBe(true);
});

it('joins Arabic letters and turns them round', async () => {
  const joined = await measureText('ببببب', 20);
  expect(joined).toBeLessThan(5 * (await measureText('ب', 20)) * 0.8);
});

it.each(Object.entries(samples))('cuts %s to a width', async (_, text) => {
  for (const width of [20, 60, 4000]) {
    const fitted = await fitText(text, width, 12);
    expect(await measureText(fitted, 12)).toBeLessThanOrEqual(width);
    expect(fitted.endsWith('…')).toBe(fitted !== text);
    if (width === 4000) expect(fitted).toBe(text);
    expect(text.startsWith(fitted.replace(/…$/, ''))).toBe(true);
  }
});

it('keeps as much as there is room for', async () => {
  const text = 'watercolor painting of a lighthouse';
  const fitted = await fitText(text, 120, 10);
  const longer = `${text.slice(0, fitted.length + 1)}…`;
  expect(fitted.length).toBeGreaterThan(8);
  expect(await measureText(longer, 10)).toBeGreaterThan(120);
  expect(await fitText('x'.repeat(100_000), 120, 10)).toMatch(/^x{5,40}…$/);
});

it('writes signs of XML and what it forbids', async () => {
  const text = '<lora:x:1> & "b" \u0000\n\ud800 [a|b]';
  const line = await fitText(text, 4000, 10);
  expect(drawText(line, 0, 0, 10, '#000')).toContain('&lt;lora:x:1&gt; &amp; "b" ');
  expect((await raster(drawText(line, 0, 10, 10, '#000'))).some((byte) => byte > 0)).toBe(true);
  for (const blank of ['', ' ', '\u0000', '\ud800', '\u200b', '\u0301', '\u202e']) {
    expect(await fitText(blank, 100, 10)).toBe(blank.replace(/[ \0]/g, ''));
  }
});

it('knows no path of a font that is not shipped', () => {
  const { files } = createRequire(import.meta.url)('../../package.json') as { files: string[] };
  expect(files).toContain('fonts');
});
