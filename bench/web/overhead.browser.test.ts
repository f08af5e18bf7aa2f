// How much of a call is spent outside ONNX Runtime in the browser's worker? Whole img2img calls with the embedded model
// and open networks on WebAssembly, from the address of a picture to finished pixels; the median over rounds.
//
//     OVERPAINT_BENCH=1 CHROMIUM_PATH=$(command -v chromium) npx vitest run --config vitest.workspace.ts bench/web
//
// Among the tests it shows that the benchmark works and prints what it measured, beside whatever else the machine does then;
// alone, with OVERPAINT_BENCH, it also judges.

import { fileURLToPath } from 'node:url';
import { modelId, modelSizes } from '@overpaint/model-mini/web';
import { expect, it } from 'vitest';
import { launchBrowser } from '../../packages/web/src/testing/browser.js';
import { buildScript } from '../../packages/web/src/testing/build-app.js';
import { startServer } from '../../packages/web/src/testing/test-server.js';
import type { Asked, Measured } from './worker.js';

const allowed = 0.05;

it('measures the share of a call outside ONNX Runtime', async () => {
  await buildScript('bench-worker', fileURLToPath(new URL('worker.ts', import.meta.url)));
  const server = await startServer();
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.goto(server.url);
  const files = Object.entries(modelSizes).map(
    ([path, size]) => [path, { url: `${server.url}/model/${path}`, size }] as const,
  );
  const assets = `${server.url}/app/assets`;
  const asked: Asked = {
    image: `${server.url}/images/source/photo.png`,
    size: 512,
    rounds: 2,
    options: {
      files: { wasm: `${assets}/ort-wasm-simd-threaded.wasm`, glue: `${assets}/ort-wasm-simd-threaded.mjs` },
      libraries: {
        models: `${assets}/models.js`,
        families: `${assets}/families.js`,
        schedulers: `${assets}/schedulers.js`,
        masks: `${assets}/masks.js`,
        loras: `${assets}/loras.js`,
        speed: `${assets}/speed.js`,
        control: `${assets}/control.js`,
        metadata: `${assets}/metadata.js`,
      },
      providers: { default: ['wasm'] },
      limits: {},
      embedded: { id: modelId, files: Object.fromEntries(files) },
      storage: 'memory',
      hub: {},
      base: server.url,
    },
  };
  const results = await page.evaluate(
    ([asked, script]) =>
      new Promise<Measured[]>((resolve, reject) => {
        const worker = new Worker(script, { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(asked);
      }),
    [asked, `${server.url}/app/bench-worker.js`] as const,
  );
  await browser.close();
  await server.close();

  const byShare = results
    .map((result) => ({ ...result, share: 1 - result.runtime / result.call }))
    .sort((a, b) => a.share - b.share);
  const { call, runtime, calls, share } = byShare[Math.floor(byShare.length / 2)]!;
  process.stdout.write(
    `Embedded model, 512², WebAssembly: ${calls} network calls, whole call ${(call / 1000).toFixed(2)} s, ` +
      `outside ONNX Runtime ${(call - runtime).toFixed(0)} ms = ${(100 * share).toFixed(2)} % (at most ${100 * allowed} %)\n`,
  );
  expect(calls).toBeGreaterThan(0);
  expect(runtime).toBeLessThan(call);
  if (process.env['OVERPAINT_BENCH']) expect(share).toBeLessThanOrEqual(allowed);
}, 300_000);
