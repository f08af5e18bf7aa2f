import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readRecipe } from '@overpaint/core';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { beforeEach, expect, it } from 'vitest';
import { testBrowser } from '../../packages/web/src/testing/test-browser.js';
import { pictures, servePage } from './serve-page.js';

const golden = (path: string) =>
  fileURLToPath(new URL(`../../packages/core/golden/pipelines/${path}`, import.meta.url));
const [photo, second, third] = ['photo-64x64.png', 'photo-96x80.png', 'photo-80x48.png'].map((name) =>
  golden(`inputs/${name}`),
) as [string, string, string];
/** What diffusers painted from the first two. */
const reference = golden('klein-tiny/cases/two-references');
const { prompt, seeds } = JSON.parse(readFileSync(`${reference}/case.json`, 'utf8'));

const shared = testBrowser({ serve: servePage });
let page: Page;

beforeEach(async () => {
  page = await shared.browser.newPage({ viewport: { width: 1200, height: 860 }, acceptDownloads: true });
  await page.goto(`${shared.server.url}/page/`);
  await page.locator('#file').setInputFiles(photo);
});

const strip = () => page.getByRole('region', { name: 'More pictures' });
const shown = () => strip().getByRole('img');
const told = () => page.locator('#more-told').textContent();
const hint = () => page.locator('#model-hint');
const add = (...files: string[]) => page.getByLabel('Add a picture').setInputFiles(files);
const remove = (number: number) => strip().getByRole('button', { name: `Remove picture ${number}` });

async function choose(name: string): Promise<void> {
  const details = page.locator('details');
  await details.evaluate((one: HTMLDetailsElement) => {
    one.open = true;
  });
  const model = page.getByRole('textbox', { name: 'Model' });
  await model.fill(name);
  await model.blur();
}

async function paint(): Promise<Buffer> {
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(prompt);
  await page.getByLabel('Seed').fill(String(seeds[0]));
  await page.getByRole('button', { name: 'Paint', exact: true }).click();
  await page.getByRole('button', { name: 'Download PNG' }).waitFor({ timeout: 100_000 });
  return download();
}

async function download(): Promise<Buffer> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download PNG' }).click(),
  ]);
  return readFileSync(await file.path());
}

const pixels = (png: Buffer | string) => sharp(png).removeAlpha().raw().toBuffer();

async function apart(a: Buffer | string, b: Buffer | string): Promise<number> {
  const [one, other] = await Promise.all([pixels(a), pixels(b)]);
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0);
}

it('are offered with models that look at several, and no others', async () => {
  const strength = page.getByRole('slider', { name: /^Init strength/ });
  expect(await strip().isVisible()).toBe(false);
  await choose('/pipelines/klein-tiny/');
  await strip().waitFor();
  expect(await hint().textContent()).toContain('up to 3 more pictures');
  expect(await told()).toMatch(/^0 of 3\. /);
  expect(await strength.isVisible()).toBe(false);
  expect(await page.getByRole('slider', { name: /^Steps/ }).inputValue()).toBe('4');
  expect(await page.getByRole('slider', { name: /^Guidance/ }).inputValue()).toBe('1');

  await choose('/pipelines/kontext-tiny/');
  await strip().waitFor({ state: 'hidden' });
  expect(await strength.isVisible()).toBe(false);
  await choose('/pipelines/sd15-tiny/');
  await strength.waitFor();
  expect(await strip().isVisible()).toBe(false);
  await choose('/pipelines/klein-tiny/');
  await strip().waitFor();
  await choose('');
  await strength.waitFor();
  expect(await strip().isVisible()).toBe(false);
  expect(await page.getByLabel('Long side').inputValue()).toBe('512');

  await choose('/nothing/there/');
  await expect.poll(() => page.getByRole('textbox', { name: 'Model' }).getAttribute('aria-invalid')).toBe('true');
  expect(await hint().textContent()).toContain('/nothing/there/');
});

it('are looked at in their order, taken away with the keyboard, and come back with an earlier painting', async () => {
  await choose('/pipelines/klein-tiny/');
  await strip().waitFor();
  await add(second);
  await expect.poll(() => shown().count()).toBe(1);
  await add(third);
  await expect.poll(() => strip().getByRole('listitem').allTextContents()).toEqual(['2×', '3×']);
  await remove(3).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => shown().count()).toBe(1);
  expect(await remove(2).evaluate((button) => button === document.activeElement)).toBe(true);

  const two = await paint();
  expect(await apart(two, `${reference}/image-0.png`)).toBeLessThanOrEqual(1);
  expect(readRecipe(two)).toMatchObject({ steps: 4, guidanceScale: 1, seed: seeds[0] });
  await page.screenshot({ path: `${pictures}/web-vite-more-pictures.png` });

  await page.keyboard.press('Tab');
  await remove(2).focus();
  await page.keyboard.press('Space');
  await expect.poll(() => shown().count()).toBe(0);
  expect(await page.getByLabel('Add a picture').evaluate((input) => input === document.activeElement)).toBe(true);
  expect(await apart(await paint(), two)).toBeGreaterThan(1);

  await page.getByRole('region', { name: 'Earlier pictures' }).getByRole('button').last().click();
  await expect.poll(() => shown().count()).toBe(1);
  expect(await apart(await download(), two)).toBe(0);
});

it('can be let fall into their place, as many as the model takes', async () => {
  await choose('/pipelines/klein-tiny/');
  await strip().waitFor();
  const dropped = await page.evaluateHandle(
    async (files) => {
      const transfer = new DataTransfer();
      for (const [name, url] of files) {
        transfer.items.add(new File([await (await fetch(url)).blob()], name, { type: 'image/png' }));
      }
      return transfer;
    },
    [second, third].map(
      (path) => [path, `data:image/png;base64,${readFileSync(path).toString('base64')}`] as [string, string],
    ),
  );
  await strip().dispatchEvent('dragover', { dataTransfer: dropped });
  expect(await page.locator('.over').getAttribute('id')).toBe('more');
  await strip().dispatchEvent('drop', { dataTransfer: dropped });
  await expect.poll(() => shown().count()).toBe(2);
  expect(await page.locator('.over').count()).toBe(0);

  await add(photo, photo);
  await expect.poll(() => shown().count()).toBe(3);
  expect(await told()).toBe('This model takes no more than 3: 1 left out.');
  expect(await page.getByLabel('Add a picture').isDisabled()).toBe(true);
  await remove(4).click();
  await add(`${reference}/case.json`);
  await expect.poll(told).toContain('no picture');
  expect(await shown().count()).toBe(2);

  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLInputElement>('#more :is(button, input), #model')]
      .filter((control) => !control.labels?.length && !control.ariaLabel)
      .map((control) => control.outerHTML),
  );
  expect(nameless).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
});

it('keeps nothing of a model twice', async () => {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await page.locator('#file').setInputFiles(photo);
  await choose('/pipelines/klein-tiny/');
  await strip().waitFor();
  await paint();
  const kept = await page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => !name.includes('models'));
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  expect(kept).toContain('/page/');
  expect(kept.filter((path) => path.includes('pipelines'))).toEqual([]);
});
