import { it, expect } from 'vitest';
import { buildApp } from './testing/build-app.js';
import { startServer } from './testing/test-server.js';
import { launchBrowser, openPage } from './testing/browser.js';

it('paints', async () => {
  await buildApp();
  const server = await startServer();
  const browser = await launchBrowser();
  const { page, logs } = await openPage(browser, server.url);
  try {
    const result = await page.evaluate(async () => {
      const { img2img } = (window as any).overpaint;
      const events: unknown[] = [];
      const run = img2img({ image: '/images/source/photo.png', prompt: 'watercolor painting', seed: 1, steps: 10, size: 256, onProgress: (e: any) => events.push({...e, image: undefined}) });
      const { images, timings, plan, recipe } = await run;
      return { w: images[0].width, events, timings, d: [...images[0].data.slice(0, 16)], recipe };
    });
    console.log(JSON.stringify(result, null, 1));
  } finally { console.log(logs); await browser.close(); await server.close(); }
}, 120000);
