import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../errors/index.js';
import { TorchCpuRandom } from '../random/torch-cpu.js';
import { concatBytes, latin1Bytes } from './bytes.js';
import { embedMetadata } from './embed-metadata.js';
import { readMetadata } from './read-metadata.js';
import { readRecipe } from './read-recipe.js';

const formats = ['png', 'jpeg', 'webp'] as const;
const whole = new Map<(typeof formats)[number], Uint8Array>();
for (const format of formats) {
  const bytes = await sharp({ create: { width: 9, height: 7, channels: 3, background: '#824' } })
    .toFormat(format)
    .toBuffer();
  const long = { text: 'word '.repeat(15_000) };
  whole.set(
    format,
    embedMetadata(new Uint8Array(bytes), format, { recipe: { n: 1, ...long }, parameters: 'a bird\nSteps: 2' }),
  );
}

describe.each(formats)('a damaged %s', (format) => {
  const file = whole.get(format)!;

  it('cut anywhere is read without an error', () => {
    for (let length = 0; length < file.length; length += length < 700 ? 1 : 97) {
      expect(() => readRecipe(file.slice(0, length))).not.toThrow();
    }
  });

  it('with random bytes in it is read without an error, in time', () => {
    const random = new TorchCpuRandom(0);
    const started = performance.now();
    for (let round = 0; round < 3000; round++) {
      const damaged = file.slice(0, 100 + Number(random.randint(0n, 900n, [1])[0]!));
      const places = random.randint(0n, BigInt(damaged.length), [4]);
      const values = random.randint(0n, 256n, [4]);
      // Lengths and offsets matter most: small and huge values more often than by chance.
      places.forEach((place, i) => {
        damaged[Number(place)] = round % 3 ? Number(values[i]) : [0, 255, 1, 254][i]!;
      });
      expect(() => readMetadata(damaged)).not.toThrow();
    }
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

it('finds the recipe after another program has turned the file into one of another format', async () => {
  const recipe = { version: 1, prompt: { given: 'a bird', expanded: 'a bird, <b>ink</b> 🐦' }, seed: 5 };
  for (const from of ['jpeg', 'webp'] as const) {
    const picture = await sharp({ create: { width: 9, height: 7, channels: 3, background: '#824' } })
      .toFormat(from)
      .toBuffer();
    const written = embedMetadata(new Uint8Array(picture), from, { recipe, parameters: 'a bird' });
    for (const to of formats) {
      expect(readRecipe(await sharp(written).keepMetadata().toFormat(to).toBuffer()), `${from} to ${to}`).toEqual(
        recipe,
      );
    }
  }
});

it('finds nothing in files of other kinds', () => {
  for (const text of ['', 'x', 'GIF89a', '<svg/>', 'BM', '\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'RIFF\0\0\0\0WEBP']) {
    expect(readMetadata(latin1Bytes(text))).toEqual({});
    expect(readRecipe(latin1Bytes(text))).toBeUndefined();
  }
});

it('refuses what is no Uint8Array', () => {
  for (const input of ['path.png', null, undefined, new ArrayBuffer(8), [1, 2]]) {
    expect(() => readMetadata(input as unknown as Uint8Array)).toThrow(InvalidArgumentError);
  }
});

it('takes no text for a recipe that is no JSON object', () => {
  for (const json of ['{', '[1]', 'null', '"text"', '1']) {
    const file = whole.get('webp')!;
    const xmp = latin1Bytes(`<overpaint:recipe>${json}</overpaint:recipe>`);
    const head = file.slice(0, 12);
    const size = Uint8Array.of(xmp.length & 255, xmp.length >> 8, 0, 0);
    expect(readMetadata(concatBytes([head, latin1Bytes('XMP '), size, xmp])).recipe).toBeUndefined();
  }
});

it('allocates nothing by a length that a file claims', () => {
  const ifd = (tag: number, count: number[], value: number[]) => [
    0,
    1,
    tag >> 8,
    tag & 255,
    0,
    7,
    ...count,
    ...value,
    0,
    0,
    0,
    0,
  ];
  const huge = [0xff, 0xff, 0xff, 0xff];
  const tiff = Uint8Array.from([0x4d, 0x4d, 0, 42, 0, 0, 0, 8, ...ifd(0x8769, [0, 0, 0, 1], [0, 0, 0, 8])]);
  const loop = Uint8Array.from([
    0x4d,
    0x4d,
    0,
    42,
    0,
    0,
    0,
    8,
    ...ifd(0x8769, huge, [0, 0, 0, 26]),
    ...ifd(0x9286, huge, huge),
  ]);
  for (const block of [tiff, loop]) {
    const segment = concatBytes([latin1Bytes('Exif\0\0'), block]);
    const head = Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, (segment.length + 2) >> 8, (segment.length + 2) & 255);
    expect(readMetadata(concatBytes([head, segment]))).toEqual({});
  }
});

it('reads a UserComment of either byte order', async () => {
  const comment = (text: string, order: 'le' | 'be') => {
    const buffer = Buffer.from(text, 'utf16le');
    return Buffer.concat([Buffer.from('UNICODE\0'), order === 'be' ? buffer.swap16() : buffer]);
  };
  for (const order of ['le', 'be'] as const) {
    const body = comment('a bird\nSteps: 2', order);
    const tiff = Buffer.alloc(44);
    tiff.write('II*\0');
    tiff.writeUInt32LE(8, 4);
    for (const [at, tag, type, count, value] of [
      [8, 0x8769, 4, 1, 26],
      [26, 0x9286, 7, body.length, 44],
    ] as const) {
      tiff.writeUInt16LE(1, at);
      tiff.writeUInt16LE(tag, at + 2);
      tiff.writeUInt16LE(type, at + 4);
      tiff.writeUInt32LE(count, at + 6);
      tiff.writeUInt32LE(value, at + 10);
    }
    const segment = Buffer.concat([Buffer.from('Exif\0\0'), tiff, body]);
    const head = Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, (segment.length + 2) >> 8, (segment.length + 2) & 255);
    expect(readMetadata(concatBytes([head, new Uint8Array(segment)])).parameters).toBe('a bird\nSteps: 2');
  }
});
