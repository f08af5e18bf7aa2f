import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Image, ImageDecodeError } from '@overpaint/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeImage, openImage } from './image.js';
import type { NodeImageInput } from './image-input.js';

const golden = fileURLToPath(new URL('../../core/golden/images/', import.meta.url));
const limit = { limitInputPixels: 16383 ** 2 };
const decode = async (input: NodeImageInput) => (await openImage(input, limit)).decode();
const photo = join(golden, 'source/photo.png');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-image-'));
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};

/** Alpha flattened on white and rounded once, as core does it. */
function onWhite({ data }: Image): Uint8ClampedArray {
  const rgb = new Uint8ClampedArray((data.length / 4) * 3);
  for (let i = 0; i < rgb.length; i++) {
    const pixel = Math.floor(i / 3) * 4;
    const alpha = data[pixel + 3]!;
    rgb[i] = (data[pixel + (i % 3)]! * alpha + 255 * (255 - alpha)) / 255;
  }
  return rgb;
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
};

interface LoadCase {
  source: string;
  expected: string;
  width: number;
  height: number;
  tolerance: number;
}
const { load } = JSON.parse(await readFile(join(golden, 'cases.json'), 'utf8')) as { load: LoadCase[] };

it.each(load)('decodes $source as Pillow does', async ({ source, expected, width, height, tolerance }) => {
  const opened = await openImage(join(golden, source), limit);
  expect(opened).toMatchObject({ width, height });
  const image = await opened.decode();
  expect(image).toMatchObject({ width, height });
  const reference = await sharp(join(golden, expected)).removeAlpha().raw().toBuffer();
  expect(largestDifference(onWhite(image), reference)).toBeLessThanOrEqual(tolerance);
});

interface ColourCase {
  source: string;
  /** x, y, red, green, blue; alpha over white. */
  points: [number, number, number, number, number][];
}
const readJson = async (path: string) => JSON.parse(await readFile(join(golden, path), 'utf8'));
const recorded = (await readJson('../faults/14-colour.json')) as {
  cases: { file: string; expect: { points: ColourCase['points'] } }[];
};
const profiles: ColourCase[] = [
  ...((await readJson('colour.json')) as ColourCase[]),
  ...recorded.cases.map(({ file, expect: { points } }) => ({ source: `../faults/${file}`, points })),
];

it.each(profiles)('gives the colours of $source as littleCMS does', async ({ source, points }) => {
  const image = await decode(join(golden, source));
  const rgb = onWhite(image);
  for (const [x, y, ...expected] of points) {
    const at = (y * image.width + x) * 3;
    expect(largestDifference(rgb.subarray(at, at + 3), expected)).toBeLessThanOrEqual(4); // 16 bits against 8
  }
});

it('rounds 16 bits to the nearest of 8, with a colour profile too', async () => {
  const wide = Uint16Array.from({ length: 32 * 32 * 3 }, (_, index) => (index * 977) % 65536);
  const raw = { raw: { width: 32, height: 32, channels: 3 } } as const;
  const plain = await sharp(wide, raw).toColourspace('rgb16').png().toBuffer();
  const rgb = (image: Image) => image.data.filter((_, index) => index % 4 !== 3);
  expect(
    largestDifference(
      rgb(await decode(plain)),
      wide.map((value) => Math.round(value / 257)),
    ),
  ).toBe(0);

  const profiled = await sharp(wide, raw).toColourspace('rgb16').withIccProfile('srgb').png().toBuffer();
  const stored = await sharp(profiled, { ignoreIcc: true }).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
  const values = new Uint16Array(stored.buffer, stored.byteOffset, stored.length / 2);
  expect(
    largestDifference(
      rgb(await decode(profiled)),
      values.map((value) => Math.round(value / 257)),
    ),
  ).toBeLessThanOrEqual(2); // the way through the profile's own colour space rounds twice
});

it('converts other colour spaces to sRGB', async () => {
  const source = await decode(photo);
  const displayP3 = await sharp(photo).withIccProfile('p3').png().toBuffer();
  expect(largestDifference((await decode(displayP3)).data, source.data)).toBeLessThanOrEqual(3);
  const cmyk = await sharp(photo).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
  const image = await decode(cmyk);
  let sum = 0;
  image.data.forEach((value, index) => {
    sum += Math.abs(value - source.data[index]!);
  });
  expect(sum / image.data.length).toBeLessThan(6); // inks hold fewer colours than light
});

it('takes the first frame of an animation', async () => {
  const frame = (background: string) =>
    sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toBuffer();
  const frames = await Promise.all([frame('red'), frame('blue')]);
  for (const animation of [
    await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer(),
    await sharp(frames, { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer(),
  ]) {
    const image = await decode(animation);
    expect(image).toMatchObject({ width: 8, height: 8 });
    expect([...image.data.slice(0, 4)]).toEqual([255, 0, 0, 255]);
  }
});

it('takes paths, URLs, bytes, blobs and pixels alike', async () => {
  const bytes = await readFile(photo);
  const image = await decode(photo);
  const { buffer, byteOffset, byteLength } = bytes;
  const inputs: NodeImageInput[] = [
    pathToFileURL(photo),
    pathToFileURL(photo).href,
    bytes,
    new Uint8Array(bytes),
    buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
    new Blob([bytes]),
    `data:image/png;base64,${bytes.toString('base64')}`,
    image,
  ];
  for (const input of inputs) expect(await decode(input)).toEqual(image);
});

it('copies pixels given, so that they stay the caller’s', async () => {
  const pixels = { width: 1, height: 1, data: new Uint8ClampedArray([1, 2, 3, 4]) };
  const image = await decode(pixels);
  image.data[0] = 9;
  expect(pixels.data[0]).toBe(1);
});

it.each([
  ['a number', 5],
  ['null', null],
  ['an empty object', {}],
  ['too few pixels', { width: 2, height: 2, data: new Uint8ClampedArray(15) }],
  ['sizes that are no numbers', { width: Number.NaN, height: 2, data: new Uint8ClampedArray(16) }],
  ['no pixels', { width: 0, height: 0, data: new Uint8ClampedArray(0) }],
  ['a URL of another kind', new URL('ftp://example.org/a.png')],
])('refuses %s', async (_, input) => {
  await expect(decode(input as NodeImageInput)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', argument: 'image' });
});

it('says in plain words what is wrong with a file', async () => {
  const png = await readFile(photo);
  const jpeg = await sharp(photo).jpeg().toBuffer();
  const webp = await sharp(photo).webp().toBuffer();
  const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
  const cases: [NodeImageInput, RegExp][] = [
    [join(folder, 'missing.jpg'), /missing\.jpg does not exist/],
    [join(photo, 'inside.jpg'), /does not exist/],
    [folder, /is a folder/],
    [await write('empty.png', ''), /empty\.png is empty/],
    [new Uint8Array(0), /bytes given is empty|bytes given are empty|is empty/],
    [await write('text.png', 'this is no picture'), /text\.png is none of them/],
    [await write('half.png', png.subarray(0, png.length / 2)), /half\.png is damaged or cut off/],
    [await write('half.jpg', jpeg.subarray(0, jpeg.length / 2)), /half\.jpg is damaged or cut off/],
    [await write('half.webp', webp.subarray(0, webp.length / 2)), /half\.webp is damaged or cut off/],
    [await write('header.png', png.subarray(0, 20)), /header\.png is (damaged or cut off|none of them)/],
    [await write('phone.heic', heic), /phone\.heic is a HEIC picture/],
  ];
  for (const [input, message] of cases) {
    const failure = await decode(input).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ImageDecodeError);
    expect(failure).toMatchObject({ code: 'IMAGE_DECODE', message: expect.stringMatching(message) });
  }
});

it('refuses a picture of 30,000 × 30,000 by its header, before decoding', async () => {
  // A PNG of one grey level: 900 megapixels in a few kilobytes would be 3.6 GB decoded.
  const small = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'grey' } })
    .png()
    .toBuffer();
  const header = Buffer.from(small);
  header.writeUInt32BE(30_000, 16);
  header.writeUInt32BE(30_000, 20);
  header.writeUInt32BE(crc32(header.subarray(12, 29)), 29);
  const started = performance.now();
  await expect(openImage(header, { limitInputPixels: 268_402_689 })).rejects.toMatchObject({
    code: 'IMAGE_TOO_LARGE',
    width: 30_000,
    height: 30_000,
  });
  expect(performance.now() - started).toBeLessThan(1000);
  await expect(openImage(photo, { limitInputPixels: 1000 })).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
});

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

it('stops for a signal', async () => {
  await expect(openImage(photo, { ...limit, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'ABORTED',
  });
});

it.each(['png', 'jpeg', 'webp'] as const)('encodes %s that decodes to the picture', async (format) => {
  const image = await decode(photo);
  const bytes = await encodeImage(image, format, { quality: 100 });
  expect((await sharp(bytes).metadata()).format).toBe(format);
  const tolerance = { png: 0, jpeg: 8, webp: 40 }[format]; // webp halves the resolution of colour
  expect(largestDifference((await decode(bytes)).data, image.data)).toBeLessThanOrEqual(tolerance);
  expect(await encodeImage(image, format, { quality: 100 })).toEqual(bytes);
});

it('keeps alpha where the format has it, and lays the picture on white where not', async () => {
  const image = { width: 1, height: 1, data: new Uint8ClampedArray([10, 20, 30, 0]) };
  expect([...(await decode(await encodeImage(image, 'png'))).data]).toEqual([10, 20, 30, 0]);
  expect([...(await decode(await encodeImage(image, 'jpeg'))).data]).toEqual([255, 255, 255, 255]);
});

it('refuses qualities and formats that there are not', async () => {
  const image = { width: 1, height: 1, data: new Uint8ClampedArray(4) };
  for (const quality of [0, 101, 1.5, Number.NaN]) {
    await expect(encodeImage(image, 'jpeg', { quality })).rejects.toMatchObject({ argument: 'quality' });
  }
  await expect(encodeImage(image, 'bmp' as 'png')).rejects.toMatchObject({ argument: 'format' });
  const wide = { width: 16_384, height: 1, data: new Uint8ClampedArray(16_384 * 4) };
  await expect(encodeImage(wide, 'webp')).rejects.toMatchObject({ argument: 'format' });
});

it('downloads pictures, and says what is wrong when it cannot', async () => {
  const bytes = await readFile(photo);
  const asked: string[] = [];
  const server = await listen((path) => {
    asked.push(path);
    if (path === '/photo.png') return [200, bytes];
    if (path === '/empty') return [200, Buffer.alloc(0)];
    return [404, Buffer.from('no')];
  });
  const { port } = server.address() as AddressInfo;
  const at = (path: string) => `http://127.0.0.1:${port}${path}`;
  const opened = await openImage(at('/photo.png'), limit);
  await opened.decode();
  expect(asked).toEqual(['/photo.png']); // once for size and pixels
  expect(await decode(at('/photo.png'))).toEqual(await decode(photo));
  expect(await decode(new URL(at('/photo.png')))).toEqual(await decode(photo));
  await expect(decode(at('/none.png'))).rejects.toMatchObject({ code: 'DOWNLOAD', status: 404, url: at('/none.png') });
  await expect(decode(at('/empty'))).rejects.toMatchObject({ code: 'IMAGE_DECODE' });
  await new Promise((resolve) => server.close(resolve));
  await expect(decode(at('/photo.png'))).rejects.toMatchObject({ code: 'DOWNLOAD', status: undefined });
  await expect(decode('http://no-such-host.invalid/a.png')).rejects.toMatchObject({ code: 'OFFLINE' });
});

it('stops downloading for a signal', async () => {
  const server = await listen(() => undefined); // never answers
  const { port } = server.address() as AddressInfo;
  const controller = new AbortController();
  const loading = openImage(`http://127.0.0.1:${port}/`, { ...limit, signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  await expect(loading).rejects.toMatchObject({ code: 'ABORTED' });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function listen(answer: (path: string) => [number, Buffer] | undefined): Promise<Server> {
  const server = createServer(({ url }, response) => {
    const [status, body] = answer(url!) ?? [];
    if (status !== undefined) response.writeHead(status, { connection: 'close' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('a picture that need not be whole', () => {
  const sized = (width: number, height: number) => sharp(photo).resize(width, height, { fit: 'fill' });
  const half = { width: 300, height: 225 };

  it('is decoded at a quarter where it is a large JPEG, and looks as it does', async () => {
    const opened = await openImage(await sized(2400, 1800).jpeg({ quality: 95 }).toBuffer(), limit);
    expect(opened).toMatchObject({ width: 2400, height: 1800 });
    const [quarter, whole] = [await opened.decode(half), await opened.decode()];
    expect(quarter).toMatchObject({ width: 600, height: 450 });
    expect(whole).toMatchObject({ width: 2400, height: 1800 });
    const raw = { raw: { width: 2400, height: 1800, channels: 4 as const } };
    const small = await sharp(whole.data, raw).resize(600, 450, { kernel: 'lanczos3' }).raw().toBuffer();
    let [sum, largest] = [0, 0];
    for (const [i, value] of quarter.data.entries()) {
      sum += (value - small[i]!) ** 2;
      largest = Math.max(largest, Math.abs(value - small[i]!));
    }
    expect(Math.sqrt(sum / small.length)).toBeLessThan(1);
    expect(largest).toBeLessThan(12);
  });

  it('stands upright', async () => {
    const bytes = await sized(2400, 1800).rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer();
    const upright = await (await openImage(bytes, limit)).decode(half);
    expect(upright).toMatchObject({ width: 600, height: 450 });
    const whole = await (await openImage(await sized(2400, 1800).jpeg().toBuffer(), limit)).decode(half);
    const distance = upright.data.reduce((sum, value, i) => sum + Math.abs(value - whole.data[i]!), 0);
    expect(distance / whole.data.length).toBeLessThan(1);
  });

  it.each([
    ['a quarter is too small', () => sized(2400, 1800).jpeg(), { width: 601, height: 300 }],
    ['a side has no quarter', () => sized(2401, 1800).jpeg(), half],
    ['it is a PNG', () => sized(2400, 1800).png({ compressionLevel: 1 }), half],
    ['it is small', () => sized(1600, 1200).jpeg(), half],
  ])('comes whole where %s', async (_, make, enough) => {
    const opened = await openImage(await make().toBuffer(), limit);
    expect(await opened.decode(enough)).toMatchObject({ width: opened.width, height: opened.height });
  });
});
