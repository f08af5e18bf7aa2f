import { readFileSync } from 'node:fs';
import { readRecipe } from '@overpaint/core';
import type { Page } from 'playwright-core';
import { beforeEach, expect, it } from 'vitest';
import { testBrowser } from '../../packages/web/src/testing/test-browser.js';
import { pictures, servePage } from './serve-page.js';

const shared = testBrowser({ serve: servePage });
let page: Page;

beforeEach(async () => {
  page = await shared.browser.newPage({ viewport: { width: 1200, height: 860 }, acceptDownloads: true });
  await page.goto(`${shared.server.url}/page/`);
});

const prompt = () => page.getByRole('textbox', { name: 'Prompt', exact: true });

/** Settings that a test can wait for. */
async function paintSample({ size = '256', steps = '4' } = {}): Promise<void> {
  const sample = page.getByRole('button', { name: 'Try a sample' });
  if (await sample.isVisible()) await sample.click();
  await prompt().fill('watercolor painting');
  await page.getByText('More settings').click();
  await page.getByLabel('Long side').selectOption(size);
  await page.getByRole('slider', { name: /^Steps/ }).fill(steps);
  await page.getByLabel('Seed').fill('11');
  await page.getByText('More settings').click();
  await page.getByRole('button', { name: 'Paint' }).click();
  await page.getByRole('button', { name: 'Download PNG' }).waitFor({ timeout: 100_000 });
}

it('paints a photo, and brings an earlier picture and its settings back', async () => {
  await page.getByRole('radio').nth(3).waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `${pictures}/web-vite-empty.png` });

  await paintSample({ size: '512', steps: '12' });
  await page.screenshot({ path: `${pictures}/web-vite-result.png` });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download PNG' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('overpaint-11.png');
  const path = await download.path();
  expect(readRecipe(readFileSync(path))).toMatchObject({
    seed: 11,
    steps: 12,
    prompt: { given: 'watercolor painting' },
  });

  await prompt().fill('something else');
  await page.getByText('More settings').click();
  await page.getByLabel('Seed').fill('12');
  await page.locator('#file').setInputFiles(path);
  await expect.poll(() => prompt().inputValue()).toBe('watercolor painting');
  expect(await page.getByLabel('Seed').inputValue()).toBe('11');
  expect(await page.getByRole('list').getByRole('button').count()).toBe(1);
});

it('takes another file after one that is no picture', async () => {
  const wrong = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') };
  await page.locator('#file').setInputFiles(wrong);
  await page.getByText('This file is no picture').waitFor();
  await page.getByRole('button', { name: 'Try a sample' }).click();
  await page.getByText('This file is no picture').waitFor({ state: 'hidden' });
  await expect.poll(() => page.getByRole('button', { name: 'Paint' }).isEnabled()).toBe(true); // once it is read
});

it('can be used with the keyboard: style, slider, cancel', async () => {
  await page.getByRole('button', { name: 'Try a sample' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: 'No style' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.locator('input[name="style"]:checked').inputValue()).toBe('watercolor');
  await prompt().focus();
  const paintButton = page.getByRole('button', { name: 'Paint', exact: true });
  await expect.poll(() => paintButton.isEnabled()).toBe(true);
  await paintButton.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Cancel' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'hidden' });
  expect(await page.getByRole('alert').isVisible()).toBe(false);
  expect(await page.getByRole('button', { name: 'Paint' }).isEnabled()).toBe(true);

  await paintSample();
  const split = page.getByRole('slider', { name: /painted picture shows/ });
  await split.focus();
  await page.keyboard.press('Home');
  expect(await split.inputValue()).toBe('0');
});

it('fits a phone, in light and dark, and every control has a name', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { wide, background } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth > innerWidth,
      background: getComputedStyle(document.body).backgroundColor,
    }));
    expect(wide).toBe(false);
    expect(background).toBe(colorScheme === 'light' ? 'rgb(247, 245, 240)' : 'rgb(22, 24, 28)');
  }
  const nameless = await page.evaluate(() => {
    const controls = document.querySelectorAll<HTMLInputElement>('button, input, select, textarea');
    return [...controls]
      .filter((control) => !control.labels?.length && !control.ariaLabel && !control.textContent?.trim())
      .map((control) => control.outerHTML);
  });
  expect(nameless).toEqual([]);
});

it('works without a network after its first visit', async () => {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  shared.server.intercept = (_, response) => void response.writeHead(503).end();
  await page.context().setOffline(true);
  await page.reload();
  await paintSample();
  expect(await page.getByRole('alert').isVisible()).toBe(false);
});
