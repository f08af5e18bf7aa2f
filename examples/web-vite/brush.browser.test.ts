import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { testBrowser } from '../../packages/web/src/testing/test-browser.js';
import { pictures, servePage } from './serve-page.js';

const shared = testBrowser({ serve: servePage });

/** A place as shares of the photo's sides. */
type Place = readonly [x: number, y: number];
interface Line {
  readonly from: Place;
  readonly to: Place;
  /** Of the brush, as a share of the longer side. */
  readonly width: number;
}

/** The page with the sample photo, settings that a test can wait for, and the brush open. */
async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await shared.browser.newPage({ viewport: { width: 1200, height: 860 }, ...options });
  await page.goto(`${shared.server.url}/page/`);
  await page.getByRole('button', { name: 'Try a sample' }).click();
  await settle(page);
  await page.getByRole('button', { name: 'Brush' }).click();
  return page;
}

/** Settings that a test can wait for. */
async function settle(page: Page): Promise<void> {
  await page.getByText('More settings').click();
  await page.getByLabel('Long side').selectOption('256');
  await page.getByLabel('Seed').fill('11');
  await page.getByText('More settings').click();
}

const layer = (page: Page) => page.getByRole('application', { name: 'What to repaint' });
const told = (page: Page) => page.locator('#area');
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Where on the screen a place of the photo is shown. */
async function onScreen(page: Page, [x, y]: Place): Promise<{ x: number; y: number }> {
  await layer(page).scrollIntoViewIfNeeded();
  const box = (await layer(page).boundingBox())!;
  const photo = await page
    .locator('#before')
    .evaluate((image: HTMLImageElement) => ({ width: image.naturalWidth, height: image.naturalHeight }));
  const scale = Math.min(box.width / photo.width, box.height / photo.height);
  return {
    x: box.x + box.width / 2 + (x - 0.5) * photo.width * scale,
    y: box.y + box.height / 2 + (y - 0.5) * photo.height * scale,
  };
}

async function drawByMouse(page: Page, { from, to }: Pick<Line, 'from' | 'to'>): Promise<void> {
  const [start, end] = [await onScreen(page, from), await onScreen(page, to)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(end.x, end.y, { steps: 5 });
  await page.mouse.up();
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Paints, and gives what the person downloads. */
async function paint(page: Page, { prompt = 'blue', initStrength = '0.4' } = {}): Promise<Pixels> {
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(prompt);
  await page.getByRole('slider', { name: /^Init strength/ }).fill(initStrength);
  await press(page, 'Paint');
  await page.getByRole('button', { name: 'Download PNG' }).waitFor({ timeout: 100_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download PNG')]);
  const { data, info } = await sharp(await download.path())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** What the page makes of the photo without any repainting. */
const fitted = (page: Page) => paint(page, { initStrength: '1' });

/** Pixels of the result to each side of a stroke's edge that scaling softens. */
const scaled = 4;

/** The number of pixels that differ and the mean change, within the lines and without them. */
function compare(source: Pixels, painted: Pixels, lines: readonly Line[], softened = scaled) {
  expect([painted.width, painted.height]).toEqual([source.width, source.height]);
  const { width, height } = source;
  const within = { pixels: 0, changed: 0, change: 0 };
  const without = { pixels: 0, changed: 0, change: 0 };
  for (let i = 0; i < width * height; i++) {
    const at = [(i % width) + 0.5, Math.floor(i / width) + 0.5] as const;
    const beyond = Math.min(...lines.map((line) => distanceFrom(at, line, width, height)));
    if (Math.abs(beyond) <= softened) continue;
    const side = beyond < 0 ? within : without;
    const change = [0, 1, 2].reduce((sum, c) => sum + Math.abs(source.data[3 * i + c]! - painted.data[3 * i + c]!), 0);
    side.pixels++;
    side.change += change / 3;
    if (change > 0) side.changed++;
  }
  return { within: within.change / within.pixels, without: without.change / without.pixels, changed: without.changed };
}

/** How far from the edge of a brush's line, in pixels; below 0 inside. */
function distanceFrom([x, y]: readonly [number, number], line: Line, width: number, height: number): number {
  const [ax, ay] = [line.from[0] * width, line.from[1] * height];
  const [dx, dy] = [line.to[0] * width - ax, line.to[1] * height - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy) - (line.width * Math.max(width, height)) / 2;
}

const stroke: Line = { from: [0.25, 0.3], to: [0.75, 0.4], width: 0.2 };

it('repaints only what a mouse brushed, whatever becomes of the window', async () => {
  const page = await openPage();
  const source = await fitted(page);
  await press(page, 'Brush');
  await page.getByRole('slider', { name: /^Size/ }).fill('20');
  expect(await told(page).textContent()).toBe('Repaints the whole photo.');

  await drawByMouse(page, stroke);
  expect(await told(page).textContent()).toMatch(/^Repaints \d+ % of the photo\.$/);
  await page.setViewportSize({ width: 620, height: 700 });
  const second: Line = { from: [0.8, 0.8], to: [0.8, 0.8], width: 0.2 };
  await drawByMouse(page, second);
  const once = compare(source, await paint(page), [stroke, second]);
  expect(once.changed).toBe(0);
  expect(once.within).toBeGreaterThan(8);

  await press(page, 'Brush');
  await press(page, 'Undo');
  const undone = compare(source, await paint(page), [stroke]);
  expect(undone.changed).toBe(0);
  await press(page, 'Brush');
  await page.getByRole('slider', { name: /^Soft edge/ }).fill('2'); // 5 of the picture's 256 pixels, reaching four times as far
  const soft = await paint(page);
  expect(compare(source, soft, [stroke]).changed).toBeGreaterThan(100);
  expect(compare(source, soft, [stroke], 24).changed).toBe(0);

  await press(page, 'Brush');
  await page.getByRole('slider', { name: /^Soft edge/ }).fill('0');
  await layer(page).press('i');
  const inverted = compare(source, await paint(page), [stroke]);
  expect(inverted.within).toBe(0);
  expect(inverted.without).toBeGreaterThan(8);
});

it('knows where the photo lies in the stage, and which way up', async () => {
  const page = await openPage();
  // Stored on its side; upright it is narrower than the stage.
  const stored = await sharp(fileURLToPath(new URL('public/sample.jpg', import.meta.url)))
    .resize(384, 256)
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  await page.locator('#file').setInputFiles({ name: 'turned.jpg', mimeType: 'image/jpeg', buffer: stored });
  await expect.poll(() => page.locator('#before').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(256);
  const source = await fitted(page);
  expect([source.width, source.height]).toEqual([171, 256]);
  await press(page, 'Brush');
  await page.getByRole('slider', { name: /^Size/ }).fill('20');
  await drawByMouse(page, stroke);
  const { within, changed } = compare(source, await paint(page), [stroke]);
  expect(changed).toBe(0);
  expect(within).toBeGreaterThan(8);
});

it('draws with a finger on a phone', async () => {
  const page = await openPage({
    viewport: { width: 390, height: 800 },
    deviceScaleFactor: 3,
    hasTouch: true,
    isMobile: true,
  });
  const source = await fitted(page);
  await press(page, 'Brush');
  await page.getByRole('slider', { name: /^Size/ }).fill('20');
  const client = await page.context().newCDPSession(page);
  const [start, end] = [await onScreen(page, stroke.from), await onScreen(page, stroke.to)];
  const top = await page.evaluate(() => scrollY);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', start);
  for (const share of [0.25, 0.5, 0.75, 1]) {
    await touch('touchMove', { x: start.x + share * (end.x - start.x), y: start.y + share * (end.y - start.y) });
  }
  await touch('touchEnd');
  await expect.poll(() => told(page).textContent()).toMatch(/^Repaints \d+ % of the photo\.$/);
  expect(await page.evaluate(() => scrollY)).toBe(top);
  await page.screenshot({ path: `${pictures}/web-vite-phone.jpg`, quality: 80, scale: 'css' });

  const { within, changed } = compare(source, await paint(page), [stroke]);
  expect(changed).toBe(0);
  expect(within).toBeGreaterThan(8);
});

it('draws, erases and takes back with the keyboard alone', async () => {
  const page = await openPage();
  const source = await fitted(page);
  await press(page, 'Brush');
  await layer(page).focus();
  for (let i = 0; i < 6; i++) await page.keyboard.press(']');
  expect(await page.getByRole('slider', { name: /^Size/ }).inputValue()).toBe('20');

  // A quarter of the brush's width is 5 % of the longer side, which is the photo's width.
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
  await expect(page.locator('#ring').isVisible()).resolves.toBe(true);
  expect(await told(page).textContent()).toBe('Brush at 25 % from the left, 50 % from the top.');
  await page.keyboard.press('Enter');
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const line: Line = { from: [0.25, 0.5], to: [0.75, 0.5], width: 0.2 };
  expect(await told(page).textContent()).toMatch(/^Repaints \d+ % of the photo\.$/);

  await page.keyboard.press('Control+z');
  expect(await told(page).textContent()).toBe('Repaints the whole photo.');
  await page.keyboard.press('Control+Shift+Z');
  const drawn = await told(page).textContent();
  await page.keyboard.press('Shift+Space');
  expect(await told(page).textContent()).not.toBe(drawn);
  await page.keyboard.press('Control+z');
  expect(await told(page).textContent()).toBe(drawn);

  const { within, changed } = compare(source, await paint(page), [line]);
  expect(changed).toBe(0);
  expect(within).toBeGreaterThan(8);
});

it('sends no mask where nothing is marked, and forgets it with its photo', async () => {
  const page = await openPage();
  await drawByMouse(page, stroke);
  await press(page, 'Clear');
  expect(await told(page).textContent()).toBe('Repaints the whole photo.');
  const whole = await paint(page);
  await press(page, 'Brush');
  await press(page, 'Undo');
  await press(page, 'Undo');
  await page.getByRole('slider', { name: /^Size/ }).fill('14');
  for (const eye of [
    [0.375, 0.36],
    [0.705, 0.47],
  ] as const)
    await drawByMouse(page, { from: eye, to: eye });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: `${pictures}/web-vite-brush.jpg`, quality: 80 });
  const part = await paint(page);
  expect(Buffer.compare(Buffer.from(part.data), Buffer.from(whole.data))).not.toBe(0);

  await press(page, 'Use as source');
  await expect.poll(() => told(page).textContent()).toBe('Repaints the whole photo.');
  // An earlier picture has the marks that it was painted with.
  await page.getByRole('list').getByRole('button').first().click();
  await expect.poll(() => told(page).textContent()).toMatch(/^Repaints \d+ % of the photo\.$/);
});
