import { readFileSync } from 'node:fs';
import { fromRecipe, readRecipe } from '@overpaint/core';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openPage } from './testing/browser.js';
import type * as Internals from './testing/internals.js';
import { closeness } from './testing/paint-in-page.js';
import { startServer, type TestServer } from './testing/test-server.js';

declare global {
  var internals: typeof Internals;
}

const golden = new URL('../../core/golden/images/', import.meta.url);
interface LoadCase {
  readonly source: string;
  readonly expected: string;
  readonly width: number;
  readonly height: number;
  readonly tolerance: number;
}
const { load } = JSON.parse(readFileSync(new URL('cases.json', golden), 'utf8')) as { load: LoadCase[] };

let server: TestServer;
let elsewhere: TestServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  server = await startServer();
  elsewhere = await startServer();
  browser = await launchBrowser();
  ({ page } = await openPage(browser, server.url));
  const content = `import * as internals from '${server.url}/app/internals.js'; Object.assign(window, { internals });`;
  await page.addScriptTag({ type: 'module', content });
  await page.waitForFunction(() => 'internals' in window);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await elsewhere?.close();
});

/** Alpha flattened on white and rounded once, as core does it. */
function onWhite(data: ArrayLike<number>): Uint8ClampedArray {
  const rgb = new Uint8ClampedArray((data.length / 4) * 3);
  for (let i = 0; i < rgb.length; i++) {
    const pixel = Math.floor(i / 3) * 4;
    const alpha = data[pixel + 3]!;
    rgb[i] = (data[pixel + (i % 3)]! * alpha + 255 * (255 - alpha)) / 255;
  }
  return rgb;
}

describe('decoding', () => {
  it.each(load)('$source as Pillow does', async ({ source, expected, width, height, tolerance }) => {
    const image = await page.evaluate(async (url) => {
      const options = { limitInputPixels: 1e9 };
      const opened = await globalThis.internals.openImage(url, options);
      const size = { width: opened.width, height: opened.height };
      const { width, height, data } = await opened.decode();
      return { size, width, height, data: [...data] };
    }, `/images/${source}`);
    expect(image).toMatchObject({ width, height, size: { width, height } });
    const pixels = await sharp(readFileSync(new URL(expected, golden)))
      .removeAlpha()
      .raw()
      .toBuffer();
    const { largest } = closeness(onWhite(image.data), pixels, tolerance);
    expect(largest).toBeLessThanOrEqual(tolerance);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('a WebP of orientation %i upright', async (orientation) => {
    const data = Uint8Array.from({ length: 5 * 3 * 3 }, (_, index) => (index * 37) % 256);
    const picture = sharp(data, { raw: { width: 5, height: 3, channels: 3 } });
    const bytes = await picture.webp({ lossless: true }).withMetadata({ orientation }).toBuffer();
    const image = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const opened = await globalThis.internals.openImage(bytes, { limitInputPixels: 1e9 });
      const { width, height, data } = await opened.decode();
      return { width, height, data: [...data] };
    }, bytes.toString('base64'));
    const upright = sharp(bytes).autoOrient().removeAlpha().raw();
    const expected = await upright.toBuffer({ resolveWithObject: true });
    expect(image).toMatchObject({ width: expected.info.width, height: expected.info.height });
    expect(closeness(onWhite(image.data), expected.data, 1).largest).toBeLessThanOrEqual(1);
  });

  it('takes everything that shows a picture, and gives the same pixels', async () => {
    const sums = await page.evaluate(async (url) => {
      const { openImage } = globalThis.internals;
      const blob = await (await fetch(url)).blob();
      const bytes = new Uint8Array(await blob.arrayBuffer());
      const bitmap = await createImageBitmap(blob);
      const element = new Image();
      element.src = url;
      const canvas = document.createElement('canvas');
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      const context = canvas.getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const offscreen = new OffscreenCanvas(bitmap.width, bitmap.height);
      offscreen.getContext('2d')!.drawImage(bitmap, 0, 0);
      const reader = new FileReader();
      reader.readAsDataURL(blob);
      await new Promise((resolve) => reader.addEventListener('load', resolve));
      const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const inputs = {
        url,
        urlObject: new URL(url, location.href),
        dataUrl: reader.result as string,
        objectUrl: URL.createObjectURL(blob),
        blob,
        file: new File([blob], 'photo.png'),
        bytes,
        buffer: bytes.buffer,
        view: new Uint8Array([0, ...bytes, 0]).subarray(1, bytes.length + 1),
        bitmap,
        element,
        canvas,
        offscreen,
        frame: new VideoFrame(bitmap, { timestamp: 0 }),
        imageData: pixels,
        plain: { width: pixels.width, height: pixels.height, data: pixels.data },
      };
      const sums: Record<string, string> = {};
      for (const [name, input] of Object.entries(inputs)) {
        const opened = await openImage(input as never, { limitInputPixels: 1e9 });
        const { width, height, data } = await opened.decode();
        sums[name] = `${width}x${height} ${data.reduce((sum, value, index) => (sum * 31 + value + index) % 1e9, 0)}`;
      }
      return { ...sums, stillThere: String(bitmap.width > 0) };
    }, '/images/source/photo.png');
    const { stillThere, ...rest } = sums as Record<string, string>;
    expect(new Set(Object.values(rest)).size).toBe(1);
    expect(stillThere).toBe('true');
  });

  it('says what is wrong with what it cannot read', async () => {
    const bomb = sharp({ create: { width: 4000, height: 3000, channels: 3, background: 'red' } });
    const files = {
      bomb: await bomb.png().toBuffer(),
      bombJpeg: await bomb.jpeg().toBuffer(),
      bombWebp: await bomb.webp().toBuffer(),
    };
    const bombs = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, bytes.toString('base64')]));
    const errors = await page.evaluate(
      async ([bombs, foreign]) => {
        const { openImage } = globalThis.internals;
        const photo = new Uint8Array(await (await fetch('/images/source/photo.png')).arrayBuffer());
        const image = new Image();
        image.src = foreign;
        const empty = new Image();
        const inputs: Record<string, unknown> = {
          empty: new Blob([]),
          text: new Blob(['hello, this is no picture']),
          cut: photo.slice(0, 400),
          heic: new Uint8Array([0, 0, 0, 24, ...new TextEncoder().encode('ftypheic'), 0, 0, 0, 0]),
          missing: '/images/missing.png',
          foreign: image,
          noElement: empty,
          number: 7,
          shortPixels: { width: 2, height: 2, data: new Uint8ClampedArray(3) },
        };
        for (const [name, base64] of Object.entries(bombs)) {
          inputs[name] = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        }
        const codes: Record<string, string> = {};
        for (const [name, input] of Object.entries(inputs)) {
          codes[name] = await openImage(input as never, { limitInputPixels: 1e6 }).then(
            () => 'decoded',
            (error) => `${(error as { code: string }).code} ${(error as Error).message}`,
          );
        }
        return codes;
      },
      [bombs, `${elsewhere.url}/images/source/photo.png`] as const,
    );
    expect(errors).toEqual({
      empty: expect.stringMatching(/^IMAGE_DECODE .*is empty/),
      text: expect.stringMatching(/^IMAGE_DECODE .*is none of them/),
      cut: expect.stringMatching(/^IMAGE_DECODE .*damaged or cut off/),
      heic: expect.stringMatching(/^IMAGE_DECODE .*HEIC/),
      missing: expect.stringMatching(/^DOWNLOAD .*404/),
      foreign: expect.stringMatching(/^IMAGE_DECODE .*crossorigin/),
      noElement: expect.stringMatching(/^IMAGE_DECODE .*shows no picture/),
      number: expect.stringMatching(/^INVALID_ARGUMENT .*a File, Blob, URL/),
      shortPixels: expect.stringMatching(/^INVALID_ARGUMENT .*2 × 2 pixels/),
      bomb: expect.stringMatching(/^IMAGE_TOO_LARGE/),
      bombJpeg: expect.stringMatching(/^IMAGE_TOO_LARGE/),
      bombWebp: expect.stringMatching(/^IMAGE_TOO_LARGE/),
    });
  });
});

describe('a painted picture', () => {
  const call = {
    image: '/images/source/photo.png',
    model: '/pipelines/sd15-tiny/',
    prompt: 'a cat',
    seed: 3,
    size: 64,
  };

  it.each(['png', 'jpeg', 'webp'] as const)('is a %s file with the recipe that Node reads', async (format) => {
    const { base64, type, recipe } = await page.evaluate(
      async ([call, format]) => {
        const { images } = await globalThis.overpaint.img2img(call);
        const blob = await images[0].toBlob(format);
        const reader = new FileReader();
        reader.readAsDataURL(blob);
        await new Promise((resolve) => reader.addEventListener('load', resolve));
        return { base64: (reader.result as string).split(',')[1]!, type: blob.type, recipe: images[0].recipe };
      },
      [call, format] as const,
    );
    const bytes = Buffer.from(base64, 'base64');
    expect(type).toBe(`image/${format}`);
    expect(await sharp(bytes).metadata()).toMatchObject({ format, width: 64 });
    expect(readRecipe(bytes)).toEqual(JSON.parse(JSON.stringify(recipe)));
  });

  it('is painted again by its recipe, with the model that painted it', async () => {
    const { recipe, pixels } = await page.evaluate(async (call) => {
      const [{ recipe, data }] = (await globalThis.overpaint.img2img({ ...call, scheduler: 'Euler a Karras' })).images;
      return { recipe, pixels: data.join() };
    }, call);
    const again = await page.evaluate(
      async (options) => {
        const { images, warnings } = await globalThis.overpaint.img2img(options);
        return { pixels: images[0].data.join(), warnings };
      },
      { image: call.image, ...fromRecipe(recipe) },
    );
    expect(again).toEqual({ pixels, warnings: [] });
  });

  it('is ImageData, a bitmap, and can be drawn', async () => {
    const sums = await page.evaluate(async (call) => {
      const [image] = (await globalThis.overpaint.img2img(call)).images;
      const read = (context: OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D) =>
        context.getImageData(0, 0, image!.width, image!.height).data.join();
      const canvas = document.createElement('canvas');
      image!.draw(canvas);
      const bitmap = await image!.toImageBitmap();
      const offscreen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
      offscreen.drawImage(bitmap, 0, 0);
      const drawn = read(canvas.getContext('2d')!);
      return [image!.data.join() === drawn, image!.toImageData().data.join() === drawn, read(offscreen) === drawn];
    }, call);
    expect(sums).toEqual([true, true, true]);
  });

  it('names the format or quality that it cannot be written in', async () => {
    const codes = await page.evaluate(async (call) => {
      const [image] = (await globalThis.overpaint.img2img(call)).images;
      const code = (format: string, quality: number) =>
        image!.encode(format as 'png', { quality }).then(
          () => 'written',
          (error) => (error as { code: string }).code,
        );
      return [await code('gif', 90), await code('jpeg', 0), await code('jpeg', 101), await code('jpeg', 100)];
    }, call);
    expect(codes).toEqual(['INVALID_ARGUMENT', 'INVALID_ARGUMENT', 'INVALID_ARGUMENT', 'written']);
  });
});
