import { type Browser, chromium, type Page } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** WebGPU without a graphics card. */
export const softwareGpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** The Chromium that CHROMIUM_PATH names. */
export const launchBrowser = (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM_PATH']!, args: [...flags, ...more] });

/** A page of the server with the package as `overpaint`. What it writes to its console is kept in `logs`. */
export async function openPage(browser: Browser, url: string): Promise<{ page: Page; logs: string[] }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const logs: string[] = [];
  page.on('console', (message) => logs.push(message.text()));
  page.on('pageerror', (error) => logs.push(String(error)));
  await openApp(page, url);
  return { page, logs };
}

export async function openApp(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.addScriptTag({
    type: 'module',
    content: `import * as overpaint from '${url}/app/app.js'; Object.assign(window, { overpaint, loaded: true });`,
  });
  await page.waitForFunction(() => 'loaded' in window);
}
