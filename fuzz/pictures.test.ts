import { readFile } from 'node:fs/promises';
import { embedMetadata, fromRecipe, readMetadata, readRecipe } from '@overpaint/core';
import { nodeImageCodec } from '@overpaint/node';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe } from 'vitest';
import { readApng } from '../packages/core/src/animation/apng-reader.js';
import { pixelsInHeader } from '../packages/web/src/image-header.js';
import { fuzz, mutated } from './fuzz.js';

const { pictures } = JSON.parse(
  await readFile(new URL('../packages/core/golden/metadata/pictures.json', import.meta.url), 'utf8'),
) as { pictures: { file: string }[] };
const withTexts = pictures.map(({ file }) => Uint8Array.from(Buffer.from(file, 'base64')));

const picture = sharp({ create: { width: 24, height: 16, channels: 4, background: '#c63' } });
const formats = ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const;
const files = await Promise.all(
  formats.map(async (format) =>
    Uint8Array.from(
      await picture
        .clone()
        .withExif({ IFD0: { Make: 'x' } })
        .toFormat(format)
        .toBuffer(),
    ),
  ),
);
const labelled = (['png', 'jpeg', 'webp'] as const).map((format, index) =>
  embedMetadata(files[index]!, format, { recipe: { seed: 7, generator: 'overpaint' }, parameters: 'a boat\nSteps: 2' }),
);
const svg = new TextEncoder().encode(
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9"/></svg>',
);

describe('pictures', () => {
  const limit = { limitInputPixels: 1e6 };
  fuzz('openImage', mutated([...files, svg]), async (bytes) => (await nodeImageCodec.openImage(bytes, limit)).decode());
  fuzz('pixelsInHeader', mutated(files), (bytes) => pixelsInHeader(bytes));
  fuzz('readApng', mutated(files), (bytes) => readApng(bytes));
});

describe('metadata', () => {
  fuzz('readRecipe', mutated([...withTexts, ...labelled]), (bytes) => {
    readMetadata(bytes);
    const recipe = readRecipe(bytes);
    if (recipe) fromRecipe(recipe);
  });
  fuzz(
    'embedMetadata',
    fc.tuple(mutated(labelled), fc.constantFrom('png', 'jpeg', 'webp'), fc.string({ unit: 'binary' })),
    ([bytes, format, parameters]) => embedMetadata(bytes, format as 'png', { parameters }),
  );
  const any = fc.string({ unit: 'binary', maxLength: 200 }).filter((text) => text.trim() !== '');
  fuzz('what is written is read', fc.tuple(fc.constantFrom(0, 1, 2), any, fc.jsonValue()), ([index, words, value]) => {
    const recipe = { generator: 'overpaint', words, value };
    const bytes = embedMetadata(files[index]!, (['png', 'jpeg', 'webp'] as const)[index]!, { recipe });
    const found = JSON.stringify(readMetadata(bytes).recipe);
    if (found !== JSON.stringify(recipe)) throw new Error(`read ${found}`);
  });
});
