import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { launchBrowser } from '../../web/src/testing/browser.js';
import { startServer } from './testing/start-server.js';

const photo = fileURLToPath(new URL('../../core/golden/pipelines/inputs/photo-64x64.png', import.meta.url));

it('is a studio: asks for the token, paints where the brush was, and saves', async () => {
  await using server = await startServer({ token: 'a long secret' });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const refused: string[] = [];
    page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    await page.goto(server.url);
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/token/);
    await page.getByLabel('Token').fill('a long secret');
    await page.getByLabel('Token').blur();
    await expect.poll(() => page.locator('#model option').allTextContents()).toEqual(['mini', 'other']);
    expect(await page.locator('#style option').count()).toBeGreaterThan(100);

    await page.getByLabel('Choose a photo').setInputFiles(photo);
    await page.getByRole('textbox', { name: 'Prompt' }).fill('ink drawing');
    await page.getByLabel('Long side').fill('64');
    const brush = page.locator('#mask');
    await brush.click({ position: { x: 20, y: 20 } });
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: 'Paint' }).click();
    const mask = sharp(Buffer.from((await sent).postDataJSON().mask, 'base64')).greyscale();
    const dot = await mask.clone().stats();
    expect([dot.channels[0]!.min, dot.channels[0]!.max]).toEqual([0, 255]);
    expect(await mask.metadata()).toMatchObject({ width: 64, height: 64 });
    const status = page.locator('#status');
    await expect.poll(() => status.textContent(), { timeout: 60_000, interval: 200 }).toMatch(/^Done in .* seed \d+/);
    expect(await page.getByRole('img', { name: 'Repainted: ink drawing' }).isVisible()).toBe(true);
    expect(await page.getByRole('link', { name: 'Save' }).getAttribute('download')).toMatch(/^overpaint-\d+\.png$/);
    expect(refused.filter((text) => !text.includes('401'))).toEqual([]);
  } finally {
    await browser.close();
  }
});
