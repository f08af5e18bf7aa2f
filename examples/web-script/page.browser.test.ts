import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { launchBrowser } from '../../packages/web/src/testing/browser.js';
import { startServer } from '../../packages/web/src/testing/test-server.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

it('paints without a bundler, from an import map', async () => {
  const server = await startServer({ '/repository/': at('../../') });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}/repository/examples/web-script/index.html`);
    await page.getByLabel('Photo').setInputFiles(at('../../packages/core/golden/pipelines/inputs/photo-64x64.png'));
    await page.getByRole('button', { name: 'Paint' }).click();
    const status = page.getByRole('status');
    await expect.poll(() => status.textContent(), { timeout: 110_000, interval: 500 }).toMatch(/^Done|\./);
    expect(await status.textContent()).toMatch(/^Done, seed \d+\.$/);
  } finally {
    await browser.close();
    await server.close();
  }
});
