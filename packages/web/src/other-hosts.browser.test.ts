import { expect, it } from 'vitest';
import { openPage } from './testing/browser.js';
import { testBrowser } from './testing/test-browser.js';

const shared = testBrowser();

it.each(['worker', 'main'] as const)(
  'asks no host but the page’s own while it paints and saves: %s',
  async (thread) => {
    const { page } = await openPage(shared.browser, shared.server.url);
    const asked: string[] = [];
    page.context().on('request', (request) => asked.push(request.url()));
    shared.server.requests.length = 0;
    const bytes = await page.evaluate(async (thread) => {
      const { createWebOverpaint } = globalThis.overpaint;
      const { img2img, plan, detect } = createWebOverpaint({ thread });
      const call = { image: '/images/source/photo.png', prompt: 'watercolor painting', size: 64, steps: 2, seed: 1 };
      await plan(call);
      const { images } = await img2img(call);
      await detect();
      return (await images[0].toBlob('png')).size;
    }, thread);
    await page.waitForTimeout(2000); // what would be sent in the background
    await page.context().close();
    expect(bytes).toBeGreaterThan(1000);

    // What the worker asks for is seen too.
    const paths = asked.filter((url) => url.startsWith(shared.server.url)).map((url) => new URL(url).pathname);
    expect(paths).toContain('/app/assets/ort-wasm-simd-threaded.wasm');
    expect(paths.some((path) => path.endsWith('/unet/model.onnx'))).toBe(true);
    const elsewhere = asked.filter((url) => !/^(blob|data):/.test(url) && !url.startsWith(`${shared.server.url}/`));
    expect(elsewhere).toEqual([]);
    for (const { method } of shared.server.requests) expect(method).toMatch(/^(GET|HEAD)$/); // nothing is sent to that one either
  },
);
