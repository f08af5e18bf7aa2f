import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors/index.js';
import { noisyImage } from '../testing/golden-image.js';
import { embedMetadata } from './embed-metadata.js';
import { readMetadata } from './read-metadata.js';

const LABEL = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';
const formats = ['png', 'jpeg', 'webp'] as const;
type Format = (typeof formats)[number];

const { width, height, data } = noisyImage(45, 31);
data[3] = 100; // one pixel lets the background through
const picture = (alpha = false) => {
  const raw = sharp(data, { raw: { width, height, channels: 4 } });
  return alpha ? raw : raw.removeAlpha();
};
const encoded = async (format: Format, alpha = false) =>
  new Uint8Array(
    await picture(alpha)
      .toFormat(format, { quality: 90, ...(format === 'webp' && alpha && { lossless: true }) })
      .toBuffer(),
  );
const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();

const recipe = {
  version: 1,
  generator: 'Overpaint 0.1.0',
  prompt: { given: 'a bird', expanded: 'a bird, watercolor' },
  seed: 2 ** 53 - 1,
  sample: { far: 1e20, low: -(2 ** 53) },
};
const parameters = 'a bird, watercolor\nNegative prompt: blurry\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1';

describe.each(formats)('%s', (format) => {
  it.each([false, true])('gives back what was written and leaves pixels alone (alpha %s)', async (alpha) => {
    const bytes = await encoded(format, alpha);
    const written = embedMetadata(bytes, format, { recipe, parameters });
    expect(readMetadata(written)).toEqual({ recipe, parameters });
    expect(await pixels(written)).toEqual(await pixels(bytes));
    const seen = await sharp(written).metadata();
    expect([seen.format, seen.width, seen.height]).toEqual([format, width, height]);
    expect(seen.hasAlpha).toBe(alpha && format !== 'jpeg');
  });

  it('carries the AI label where other tools look for it', async () => {
    const { xmp } = await sharp(embedMetadata(await encoded(format), format, { recipe })).metadata();
    expect(xmp?.toString('utf8')).toContain(`<Iptc4xmpExt:DigitalSourceType>${LABEL}</Iptc4xmpExt:DigitalSourceType>`);
    expect(xmp?.toString('utf8')).toContain('<xmp:CreatorTool>Overpaint 0.1.0</xmp:CreatorTool>');
  });

  it('carries the label also when there is nothing else', async () => {
    const written = embedMetadata(await encoded(format), format, {});
    expect(readMetadata(written)).toEqual({});
    expect((await sharp(written).metadata()).xmp?.toString()).toContain(LABEL);
  });

  it.each([
    ['emoji and CJK', 'Vögel 🐦 鳥\nzweite Zeile'],
    ['markup', '<b>&amp; "quotes" \' ]]> --> </overpaint:recipe> &#65;'],
    ['control characters', 'tab\t, return\r\n, bell\u0007, C1 \u0085, last \uffff'],
    ['lone surrogates', 'high \ud83d, low \udc26'],
    ['nothing', ''],
  ])('keeps %s in the recipe', async (_, text) => {
    const written = embedMetadata(await encoded(format), format, { recipe: { text }, parameters: `${text}x` });
    expect(readMetadata(written).recipe).toEqual({ text });
    await pixels(written);
  });

  it('keeps any text that UTF-8 holds in the parameters', async () => {
    const text = 'Vögel 🐦 鳥, "quotes" & <b>\nSteps: 3';
    expect(readMetadata(embedMetadata(await encoded(format), format, { parameters: text })).parameters).toBe(text);
  });

  it('holds more than 64 kB', async () => {
    const long = { text: 'A long prompt, <b>äöü</b>. '.repeat(12_000), generator: 'Overpaint 0.1.0' };
    const text = `${'many words '.repeat(20_000)}\nSteps: 20`;
    const written = embedMetadata(await encoded(format), format, { recipe: long, parameters: text });
    expect(readMetadata(written)).toEqual({ recipe: long, parameters: text });
    expect((await sharp(written).metadata()).xmp?.toString()).toContain(LABEL);
    await pixels(written);
  });

  it('replaces what was written before', async () => {
    const first = embedMetadata(await encoded(format), format, {
      recipe: { text: 'x'.repeat(90_000) },
      parameters: 'first',
    });
    const second = embedMetadata(first, format, { recipe: { n: 2 }, parameters: 'second' });
    expect(readMetadata(second).recipe).toEqual({ n: 2 });
    expect(second.length).toBeLessThan(first.length - 80_000);
    expect(embedMetadata(second, format, { recipe: { n: 2 }, parameters: 'second' })).toEqual(second);
  });

  it('refuses other bytes', async () => {
    const other = await encoded(format === 'png' ? 'jpeg' : 'png');
    for (const bytes of [
      other,
      new Uint8Array(),
      new TextEncoder().encode('RIFF    WEBPtext'),
      (await encoded(format)).slice(0, 9),
    ]) {
      if (format === 'jpeg' && bytes[0] === 0xff) continue; // nine bytes of a JPEG are still one to which segments can be added
      expect(() => embedMetadata(bytes, format, { recipe })).toThrow(InvalidArgumentError);
    }
  });
});

it('refuses an unknown format', async () => {
  expect(() => embedMetadata(new Uint8Array(20), 'gif' as 'png', {})).toThrow(InvalidArgumentError);
});

it('writes the text chunk that A1111 reads from PNG', async () => {
  const { comments } = await sharp(embedMetadata(await encoded('png'), 'png', { recipe, parameters })).metadata();
  expect(comments).toContainEqual({ keyword: 'parameters', text: parameters });
  expect(comments).toContainEqual({ keyword: 'overpaint', text: JSON.stringify(recipe) });
});

it.each(['jpeg', 'webp'] as const)('writes the UserComment that A1111 reads from %s', async (format) => {
  const { exif } = await sharp(embedMetadata(await encoded(format), format, { parameters })).metadata();
  const utf16be = Buffer.from(parameters, 'utf16le').swap16();
  expect(exif?.includes(Buffer.concat([Buffer.from('UNICODE\0'), utf16be]))).toBe(true);
});

it.each(['jpeg', 'webp'] as const)('keeps the EXIF that a %s has, with its orientation', async (format) => {
  const bytes = new Uint8Array(await picture().withMetadata({ orientation: 6 }).toFormat(format).toBuffer());
  const written = embedMetadata(bytes, format, { recipe, parameters });
  expect((await sharp(written).metadata()).orientation).toBe(6);
  expect(readMetadata(written).recipe).toEqual(recipe);
});

it('keeps the colour profile', async () => {
  for (const format of formats) {
    const bytes = new Uint8Array(await picture().withIccProfile('p3').toFormat(format).toBuffer());
    const before = (await sharp(bytes).metadata()).icc;
    expect(before?.length).toBeGreaterThan(100);
    expect((await sharp(embedMetadata(bytes, format, { recipe, parameters })).metadata()).icc).toEqual(before);
  }
});
