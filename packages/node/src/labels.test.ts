import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveFrames } from './frames/save-frames.js';
import { createNodeOverpaint } from './overpaint.js';

// exiftool reads what others write; .ci/run installs it.
const has = spawnSync('exiftool', ['-ver']).status === 0;
if (!has)
  process.stderr.write('exiftool is not installed: how other programs read the labels of files is not tested.\n');

const made = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';
const model = fileURLToPath(new URL('../../core/golden/pipelines/sd15-tiny', import.meta.url));
const calls = createNodeOverpaint({ cache: false, defaultModel: model });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-labels-'));
});
afterAll(async () => {
  await calls.dispose();
  await rm(folder, { recursive: true });
});

const exiftool = (...args: string[]) => execFileSync('exiftool', args, { encoding: 'utf8' });
/** What is wrong with a file. That EXIF has the words of the making alone, as A1111 writes it, is not. */
const faults = (path: string) =>
  exiftool('-validate', '-warning', '-error', '-a', '-s3', path)
    .split('\n')
    .filter((line) => line !== '' && !/^(OK|\d+ Warnings?.*|Missing required JPEG .*)$/.test(line));
const all = (path: string): Record<string, unknown> => JSON.parse(exiftool('-json', '-G1', '-n', path))[0];

/** A photo as a phone makes it: lying, in Display P3, and full of what is nobody's business. */
async function phonePhoto(): Promise<string> {
  const path = join(folder, 'photo.jpg');
  await sharp({ create: { width: 96, height: 64, channels: 3, background: '#e02010' } })
    .withIccProfile('p3')
    .jpeg()
    .toFile(path);
  exiftool(
    ...['-overwrite_original', '-n', '-Orientation=6', '-GPSLatitude=52.5', '-GPSLatitudeRef=N', '-GPSLongitude=13.4'],
    ...[
      '-Make=Acme',
      '-Model=Phone',
      '-SerialNumber=SN4711',
      '-OwnerName=Anna',
      '-Artist=Anna',
      '-ImageDescription=At home',
    ],
    ...['-DateTimeOriginal=2024:05:06 07:08:09', '-XMP-dc:Creator=Anna', '-IPTC:City=Berlin', path],
  );
  return path;
}

describe.runIf(has)('files as exiftool reads them', { timeout: 120_000 }, () => {
  it.each(['png', 'jpg', 'webp'])(
    '%s: labelled, upright, in sRGB, and without a word of the source',
    async (ending) => {
      const image = await phonePhoto();
      expect(all(image)).toMatchObject({ 'GPS:GPSLatitude': 52.5, 'IFD0:Orientation': 6, 'IPTC:City': 'Berlin' });
      const { images } = await calls.img2img({ image, prompt: 'ink', steps: 2, seed: 1, size: 64 });
      const path = await images[0].save(join(folder, `out.${ending}`));
      expect(faults(path)).toEqual([]);
      const found = all(path);
      expect(found).toMatchObject({ 'XMP-iptcExt:DigitalSourceType': made });
      expect(String(found['XMP-xmp:CreatorTool'])).toMatch(/^overpaint \d/);
      const text = JSON.stringify({ ...found, SourceFile: '', 'System:Directory': '' });
      expect(text).not.toMatch(/GPS|Acme|SN4711|Anna|At home|Berlin|2024:05:06|photo\.jpg/);
      expect(text).toContain('Steps: ');
      expect(found['IFD0:Orientation'] ?? 1).toBe(1);
      expect(Number(found['File:ImageHeight'] ?? found['PNG:ImageHeight'] ?? found['RIFF:ImageHeight'])).toBe(64); // it stood upright
    },
  );

  it('colours of Display P3 are those of sRGB in the result', async () => {
    const { images } = await calls.img2img({ image: await phonePhoto(), strength: 0, size: 64 });
    const [red, green, blue] = images[0].data;
    // Its numbers in Display P3 are some twenty levels away from those of this red in sRGB.
    for (const [value, level] of [
      [red, 0xe0],
      [green, 0x20],
      [blue, 0x10],
    ])
      expect(Math.abs(value! - level!)).toBeLessThan(5);
  });

  it.each(['png', 'webp', 'gif'])('animated %s: labelled', async (ending) => {
    const image = { width: 16, height: 16, data: new Uint8ClampedArray(1024).fill(255) };
    const path = await saveFrames(join(folder, `a.${ending}`), [{ image }, { image }]);
    expect(all(path)).toMatchObject({ 'XMP-iptcExt:DigitalSourceType': made });
  });
});
