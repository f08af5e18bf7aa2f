import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { withLargeConstant, withPadding } from '../../core/src/testing/edit-graph.js';
import { launchBrowser, openPage } from './testing/browser.js';
import { startServer, type TestServer } from './testing/test-server.js';
import { call, folder, siblings, unet } from './testing/tiny-repository.js';

const megabytes = 2 ** 20;
const large = 16 * megabytes;

let server: TestServer;
let browser: Browser;
let page: Page;
let models: string;

beforeAll(async () => {
  models = mkdtempSync(join(tmpdir(), 'overpaint-remote-'));
  for (const name of ['inside', 'outside']) {
    cpSync(folder, join(models, name), { recursive: true, filter: (path) => !path.includes('/cases') });
  }
  writeFileSync(join(models, 'inside/unet/model.onnx'), withLargeConstant(unet, large));
  writeFileSync(join(models, 'outside/unet/model.onnx'), withPadding(unet, 'model.onnx_data', large));
  writeFileSync(join(models, 'outside/unet/model.onnx_data'), Buffer.alloc(large));
  server = await startServer({ '/models/': models, '/owner/large/resolve/c0ffee/': join(models, 'outside') });
  server.intercept = (request, response) => {
    if (!request.url!.startsWith('/api/models/owner/large/')) return false;
    const paths = [...siblings.map(({ rfilename }) => rfilename), 'unet/model.onnx_data', 'README.md'];
    const files = paths.map((rfilename) => ({ rfilename, size: sizeOf('outside', rfilename) }));
    return void response.end(JSON.stringify({ sha: 'c0ffee', siblings: files }));
  };
  browser = await launchBrowser();
});
beforeEach(async () => {
  ({ page } = await openPage(browser, server.url));
});
afterEach(() => page.context().close());
afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(models, { recursive: true });
});

function sizeOf(model: string, path: string): number {
  try {
    return readFileSync(join(models, model, path)).length;
  } catch {
    return 3; // a file that nobody asks for
  }
}

/** What the networks of the tiny model measure, the UNet large. */
function networkBytes(model: string): number {
  const paths = siblings.map(({ rfilename }) => rfilename).filter((path) => path.endsWith('.onnx'));
  return [...paths, ...(model === 'outside' ? ['unet/model.onnx_data'] : [])].reduce(
    (sum, path) => sum + sizeOf(model, path),
    0,
  );
}

it.each([
  ['inside', '/models/inside/'],
  ['outside', '/models/outside/'],
  ['outside', 'owner/large'],
])('plans and inspects a model with weights %s of its graphs (%s) from headers, then paints', async (kind, model) => {
  // What every call loads: scripts, the runtime, the picture.
  await page.evaluate((call) => globalThis.overpaint.plan(call), call);
  server.requests.length = 0;
  const before = server.bytesSent();
  const [planned, inspected] = await page.evaluate(
    async ([call, model]) => {
      const painter = globalThis.overpaint.createWebOverpaint({ hub: { endpoint: location.origin } });
      Object.assign(globalThis, { painter });
      const { downloadBytes } = await painter.plan({ ...call, model });
      const inspection = await painter.inspectModel(model);
      return [downloadBytes, inspection.downloadBytes];
    },
    [call, model] as const,
  );
  const bytes = networkBytes(kind);
  expect(planned).toBe(bytes);
  expect(inspected).toBe(bytes);

  const asked = server.requests.filter(({ path }) => path.endsWith('.onnx') || path.endsWith('.onnx_data'));
  const fetched = asked.filter(({ method }) => method === 'GET');
  expect(fetched.every(({ range }) => /^bytes=\d+-\d+$/.test(range ?? ''))).toBe(true);
  expect(fetched.filter(({ path }) => path.includes('unet'))).not.toHaveLength(0);
  expect(fetched.filter(({ path }) => path.endsWith('_data'))).toEqual([]);
  // Of graphs of 1.5 MB the nodes alone are 0.8 MB. What one description read, the next one finds.
  expect(fetched.length).toBeLessThanOrEqual(25);
  expect(server.bytesSent() - before).toBeLessThan(4 * megabytes);

  const painted = await page.evaluate(
    async ([call, model]) => {
      const { painter } = globalThis as unknown as {
        painter: ReturnType<typeof globalThis.overpaint.createWebOverpaint>;
      };
      const staged = await painter.loadModel(model, { memory: 'staged' });
      const events: string[] = [];
      const totals: number[] = [];
      const { images } = await painter.img2img({
        ...call,
        model: staged,
        onProgress: (event) => {
          if (event.type === 'download') totals.push(event.loaded, event.total);
          const name = event.type === 'download' ? `download ${event.file}` : event.type;
          if (events.at(-1) !== name) events.push(name);
        },
      });
      const { downloadBytes } = await painter.plan({ ...call, model });
      await painter.stop();
      return { width: images[0].width, events, totals, downloadBytes };
    },
    [call, model] as const,
  );
  expect(painted).toMatchObject({ width: call.size, downloadBytes: 0 });
  expect(painted.totals.at(-2)).toBe(bytes);
  expect(new Set(painted.totals.filter((_, index) => index % 2 === 1))).toEqual(new Set([bytes]));
  // Staged memory fetches while it paints: the decoder comes after the steps.
  const at = (name: string) => painted.events.indexOf(name);
  expect(at('download vae_decoder/model.onnx')).toBeGreaterThan(painted.events.lastIndexOf('step'));
  expect(at('download unet/model.onnx')).toBeGreaterThan(at('download vae_encoder/model.onnx'));
});
