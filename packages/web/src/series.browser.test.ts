import { fileURLToPath } from 'node:url';
import { readRecipe } from '@overpaint/core';
import { createNodeOverpaint } from '@overpaint/node';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type * as Series from './series.js';
import { closeness } from './testing/paint-in-page.js';
import { testPage } from './testing/test-browser.js';

declare global {
  // The entry beside the package's own, as this test puts it into the page.
  var series: typeof Series;
}

const photo = new URL('../../core/golden/images/source/photo.png', import.meta.url);
const model = fileURLToPath(new URL('../../model-mini/model/', import.meta.url));
const call = { image: '/images/source/photo.png', prompt: 'ink', size: 64, steps: 2, seed: 1 } as const;

const shared = testPage();
beforeAll(async () => {
  await shared.page.addScriptTag({
    type: 'module',
    content: "import * as series from '/app/series.js'; Object.assign(window, { series });",
  });
  await shared.page.waitForFunction(() => 'series' in window);
});
const node = createNodeOverpaint({ defaultModel: model });
afterAll(() => node.dispose());

it('paints the cells that Node paints, and draws a sheet that says what was compared', async () => {
  const { cells, failed, sheet } = await shared.page.evaluate(async (call) => {
    const comparison = globalThis.series.compare({ ...call, axes: { strength: [0.4, 0.8, 7] } });
    const cells: { labels: readonly string[]; pixels: number[] }[] = [];
    let failed: unknown;
    for await (const { labels, image, error } of comparison) {
      if (error) failed = { labels, code: (error as Error & { code?: string }).code };
      else cells.push({ labels, pixels: [...image.data] });
    }
    const sheet = await comparison.sheet({ title: 'ink, very wide '.repeat(100) });
    const canvas = document.createElement('canvas');
    sheet.draw(canvas);
    const file = [...(await sheet.encode('png'))];
    const { recipe, width, height } = sheet;
    return { cells, failed, sheet: { width, height, file, recipe, drawn: [canvas.width, canvas.height] } };
  }, call);

  expect(failed).toEqual({ labels: ['strength=7'], code: 'INVALID_ARGUMENT' });
  expect(cells.map(({ labels }) => labels[0])).toEqual(['strength=0.4', 'strength=0.8']);
  for (const [index, strength] of [0.4, 0.8].entries()) {
    const { images } = await node.img2img({ ...call, image: photo, strength });
    const { share } = closeness(cells[index]!.pixels, images[0].data, 2);
    expect(share).toBeGreaterThanOrEqual(0.999);
  }

  const { data, info } = await sharp(Uint8Array.from(sheet.file)).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([sheet.width, sheet.height]);
  expect(sheet.drawn).toEqual([sheet.width, sheet.height]);
  expect(info.width).toBeGreaterThan(3 * 64);
  const { comparison } = readRecipe(Uint8Array.from(sheet.file))!;
  expect(comparison).toMatchObject({ axes: { strength: [0.4, 0.8, 7] }, options: { prompt: 'ink', seed: 1 } });
  // Letters are dark: over the pictures there is a title, which ends before the edge, and under each picture a label.
  const dark = (left: number, top: number, width: number, height: number) => {
    let count = 0;
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) if (data[(y * info.width + x) * info.channels]! < 100) count++;
    }
    return count;
  };
  expect(dark(0, 0, info.width, 24)).toBeGreaterThan(50);
  expect(dark(info.width - 10, 0, 10, 24)).toBe(0);
  for (let column = 0; column < 3; column++) {
    expect(dark(16 + column * (64 + 16), info.height - 34, 64, 24)).toBeGreaterThan(20);
  }
});

it('prepares once what many pictures share', async () => {
  const painted = await shared.page.evaluate(async (call) => {
    const { image, ...options } = call;
    const { createWebOverpaint } = globalThis.overpaint;
    const { img2img, loadModel, dispose } = createWebOverpaint({ providers: ['wasm'] });
    let loads = 0;
    const counted: typeof loadModel = (...asked) => {
      loads++;
      return loadModel(...asked);
    };
    const painter = await globalThis.series.prepareWith({ img2img, loadModel: counted }, options);
    const blob = await (await fetch(image)).blob();
    const pictures = [await painter.paint(image), await painter.paint(blob), await painter.paint(blob, { seed: 2 })];
    await painter.dispose();
    await dispose();
    return { loads, pixels: pictures.map(({ images }) => [...images[0].data].join()) };
  }, call);
  expect(painted.loads).toBe(1);
  expect(painted.pixels[0]).toBe(painted.pixels[1]);
  expect(painted.pixels[2]).not.toBe(painted.pixels[0]);
});

it('ends as a whole where the source cannot be read', async () => {
  const code = await shared.page.evaluate(async (call) => {
    const comparison = globalThis.series.compare({ ...call, image: '/nowhere.png', axes: { strength: [0.4, 0.8] } });
    return comparison.sheet().then(
      () => 'painted',
      (error: { code?: string }) => error.code,
    );
  }, call);
  expect(code).toBe('DOWNLOAD');
});
