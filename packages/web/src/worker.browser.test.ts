import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, openPage } from './testing/browser.js';
import { isolation, startServer, type TestServer } from './testing/test-server.js';

const image = '/images/source/photo.png';
const tiny = { image, model: '/pipelines/sd15-tiny/', prompt: 'a cat', seed: 1, size: 64, steps: 8 };

let server: TestServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  server = await startServer();
  browser = await launchBrowser();
});
beforeEach(async () => {
  ({ page } = await openPage(browser, server.url));
});
afterEach(async () => {
  server.intercept = undefined;
  server.headers = {};
  await page.context().close();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe('the page', () => {
  it('has no task over 50 ms while the worker paints', async () => {
    const { longTasks, steps } = await page.evaluate(async (image) => {
      const { img2img } = globalThis.overpaint;
      const longTasks: number[] = [];
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longTasks.push(duration);
      });
      observer.observe({ type: 'longtask' });
      let steps = 0;
      const preview = { every: 1 } as const;
      const onProgress = ({ type }: { type: string }) => void (type === 'step' && steps++);
      await img2img({ image, prompt: 'watercolor painting', size: 256, steps: 6, seed: 1, preview, onProgress });
      for (const { duration } of observer.takeRecords()) longTasks.push(duration);
      return { longTasks, steps };
    }, image);
    expect(steps).toBeGreaterThan(0);
    expect(longTasks).toEqual([]);
  });

  it('gets events in their order, as callbacks and as an iterable', async () => {
    const { called, iterated } = await page.evaluate(async (tiny) => {
      const { img2img } = globalThis.overpaint;
      const called: string[] = [];
      const iterated: string[] = [];
      const run = img2img({ ...tiny, preview: { every: 2 }, onProgress: ({ type }) => void called.push(type) });
      for await (const { type } of run) iterated.push(type);
      return { called, iterated };
    }, tiny);
    expect(iterated).toEqual(called);
    const first = (type: string) => called.indexOf(type);
    const order = ['encode', 'download', 'load', 'step', 'preview', 'decode', 'image'].map(first);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBe(0);
  });

  it('finishes early with the picture as it is', async () => {
    const { steps, width } = await page.evaluate(async (tiny) => {
      const { img2img } = globalThis.overpaint;
      const run = img2img({ ...tiny, strength: 1, steps: 20 });
      let steps = 0;
      for await (const { type } of run) {
        if (type !== 'step') continue;
        steps++;
        if (steps === 2) run.finishEarly();
      }
      return { steps, width: (await run).images[0].width };
    }, tiny);
    expect(width).toBe(64);
    expect(steps).toBeGreaterThanOrEqual(2);
    expect(steps).toBeLessThan(20);
  });
});

it.each(['worker', 'main'] as const)(
  'a picture is saved with its recipe though the server is gone: %s',
  async (thread) => {
    server.requests.length = 0;
    await page.evaluate(
      async ([image, thread]) => {
        const { img2img } = globalThis.overpaint.createWebOverpaint({ thread });
        Object.assign(globalThis, { painted: (await img2img({ image, size: 64, steps: 2, seed: 5 })).images[0] });
      },
      [image, thread] as const,
    );
    await expect.poll(() => server.requests.some(({ path }) => path.endsWith('/metadata.js'))).toBe(true);
    await page.waitForTimeout(500);
    server.intercept = (_, response) => void response.writeHead(503).end();
    const seeds = await page.evaluate(async () => {
      const { painted } = globalThis as unknown as { painted: { toBlob(format: string): Promise<Blob> } };
      const formats = ['png', 'jpeg', 'webp'];
      const files = await Promise.all(formats.map(async (format) => (await painted.toBlob(format)).arrayBuffer()));
      return files.map((file) => globalThis.overpaint.readRecipe(new Uint8Array(file))?.seed);
    });
    expect(seeds).toEqual([5, 5, 5]);
  },
);

describe('cancelling', () => {
  const stages = ['download', 'load', 'encode', 'step', 'decode'] as const;
  it.each(stages)('during %s rejects with ABORTED, and the next call works', async (stage) => {
    const outcome = await page.evaluate(
      async ([tiny, stage]) => {
        const { img2img, isOverpaintError, AbortedError } = globalThis.overpaint;
        // Steps that take longer than a message needs to arrive.
        const run = img2img(stage === 'step' ? { ...tiny, model: undefined, size: 256, steps: 20 } : tiny);
        const reason = new Error('enough');
        let after = 0;
        let aborted = false;
        const error = await (async () => {
          for await (const { type } of run) {
            if (aborted && type === 'step') after++;
            if (type === stage && !aborted) {
              aborted = true;
              run.abort(reason);
            }
          }
        })().catch((error: unknown) => error);
        const { images } = await img2img(tiny);
        return {
          ours: isOverpaintError(error) && error instanceof AbortedError,
          code: isOverpaintError(error) && error.code,
          name: (error as Error).name,
          reason: (error as Error).cause === reason,
          after,
          width: images[0].width,
        };
      },
      [tiny, stage] as const,
    );
    expect(outcome).toMatchObject({ ours: true, code: 'ABORTED', name: 'AbortError', reason: true, width: 64 });
    expect(outcome.after).toBeLessThanOrEqual(1); // the step that was running when the message was sent
  });

  it('before the call starts takes no worker', async () => {
    const code = await page.evaluate(async (tiny) => {
      const run = globalThis.overpaint.img2img({ ...tiny, signal: AbortSignal.abort() });
      return run.then(
        () => '',
        (error) => (error as { code: string }).code,
      );
    }, tiny);
    expect(code).toBe('ABORTED');
    expect(page.workers()).toHaveLength(0);
  });

  it('by stop() ends the worker inside a network call, and the next call starts another', async () => {
    const outcome = await page.evaluate(async (tiny) => {
      const { img2img, loadModel, stop } = globalThis.overpaint;
      const model = await loadModel(tiny.model);
      const run = img2img({ ...tiny, image: tiny.image, model: undefined, size: 512, steps: 50 });
      for await (const { type } of run) if (type === 'step') break;
      const asked = performance.now();
      await stop('enough');
      const error = (await run.catch((error) => error)) as { code: string; cause: unknown };
      const waited = performance.now() - asked;
      await loadModel('/pipelines/sd21-tiny/'); // must not be taken for the one that is gone
      const stale = (await img2img({ ...tiny, model }).catch((error) => error)) as { code: string };
      const { images } = await img2img(tiny);
      return { code: error.code, cause: error.cause, waited, stale: stale.code, width: images[0].width };
    }, tiny);
    expect(outcome).toMatchObject({ code: 'ABORTED', cause: 'enough', stale: 'INVALID_ARGUMENT', width: 64 });
    expect(outcome.waited).toBeLessThan(1000);
    await expect.poll(() => page.workers().length).toBe(1);
  });

  it('gives back the memory of what the call opened', async () => {
    const abortInStep = () =>
      page.evaluate(async (image) => {
        const run = globalThis.overpaint.img2img({ image, prompt: 'ink', seed: 1, size: 128, steps: 10 });
        const stopped = (async () => {
          for await (const { type } of run) if (type === 'step') run.abort();
        })();
        await stopped.catch(() => {});
      }, image);
    const session = await browser.newBrowserCDPSession();
    const resident = async () => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const pids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
      const pages = pids.map((pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]));
      return pages.reduce((sum, count) => sum + count * 4096, 0);
    };
    // The runtime's memory never shrinks, so what is given back shows as no growth. The weights alone are 17 MB.
    for (let call = 0; call < 4; call++) await abortInStep();
    const before = await resident();
    for (let call = 0; call < 6; call++) await abortInStep();
    expect((await resident()) - before).toBeLessThan(3 * 17 * 2 ** 20);
  });
});

describe('errors of the worker', () => {
  it('name what is missing when there are no options, or no picture', async () => {
    const codes = await page.evaluate(async () => {
      const calls = [undefined, null, {}, { image: undefined }, { image: 7 }];
      const code = (options: unknown) =>
        globalThis.overpaint.img2img(options as never).then(
          () => '',
          (error) => `${(error as { code: string }).code} ${(error as { argument: string }).argument}`,
        );
      return Promise.all(calls.map(code));
    });
    expect(new Set(codes)).toEqual(new Set(['INVALID_ARGUMENT image']));
  });

  it('arrive as the same class with the same facts', async () => {
    const errors = await page.evaluate(async (tiny) => {
      const { img2img, InvalidArgumentError, ImageDecodeError, ModelNotFoundError, UnsupportedError } =
        globalThis.overpaint;
      const caught = async (options: object) =>
        (await img2img({ ...tiny, ...options }).catch((error) => error)) as Error;
      const steps = await caught({ steps: 0 });
      const broken = await caught({ image: new Blob(['no picture']) });
      const nowhere = await caught({ model: '/nowhere/' });
      const functions = await caught({ features: [{ name: 'mine' }] });
      return {
        steps: steps instanceof InvalidArgumentError && [steps.code, steps.argument],
        broken: broken instanceof ImageDecodeError && broken.code,
        nowhere: nowhere instanceof ModelNotFoundError && [nowhere.code, nowhere.source],
        functions: functions instanceof UnsupportedError && functions.feature,
      };
    }, tiny);
    expect(errors).toEqual({
      steps: ['INVALID_ARGUMENT', 'steps'],
      broken: 'IMAGE_DECODE',
      nowhere: ['MODEL_NOT_FOUND', `${server.url}/nowhere/`],
      functions: 'features',
    });
  });

  const answers: [string, (response: ServerResponse) => void][] = [
    ['is missing', (response) => void response.writeHead(404).end()],
    ['comes as a page', (response) => void response.setHeader('content-type', 'text/html').end('<!doctype html>')],
  ];
  it.each(answers)('tell of a wasm file that %s, and a later call works', async (_, answer) => {
    server.intercept = ({ url }, response) => (url?.endsWith('.wasm') ? answer(response) : false);
    const first = await failure();
    expect(first).toMatchObject({ code: 'BACKEND', name: 'BackendError' });
    expect(first.message).toContain('ort-wasm-simd-threaded.wasm');
    expect(first.message).toContain('wasmPaths');
    server.intercept = undefined;
    expect(await width()).toBe(64);
  });

  it('tell of a worker script that is missing, and a later call works', async () => {
    server.intercept = (request, response) =>
      request.url?.includes('/worker-') ? void response.writeHead(404).end() : false;
    const first = await failure();
    expect(first).toMatchObject({ code: 'BACKEND', name: 'BackendError' });
    expect(first.message).toContain('worker script');
    server.intercept = undefined;
    expect(await width()).toBe(64);
  });

  const failure = () =>
    page.evaluate(async (tiny) => {
      const error = (await globalThis.overpaint.img2img(tiny).catch((error) => error)) as Error & { code: string };
      return { code: error.code, name: error.name, message: error.message };
    }, tiny);
  const width = () => page.evaluate(async (tiny) => (await globalThis.overpaint.img2img(tiny)).images[0].width, tiny);
});

describe('where networks run', () => {
  it('is told: nothing but WebAssembly here', async () => {
    const capabilities = await page.evaluate(() => globalThis.overpaint.detect());
    expect(capabilities).toMatchObject({ backend: 'web-wasm', providers: ['wasm'], threads: 1, webgpu: false });
    const error = await page.evaluate(async (tiny) => {
      const { createWebOverpaint } = globalThis.overpaint;
      const run = createWebOverpaint({ providers: ['webgpu'] }).img2img(tiny);
      return run.then(
        () => [],
        (error) => [(error as { code: string }).code, (error as { feature: string }).feature],
      );
    }, tiny);
    expect(error).toEqual(['UNSUPPORTED', 'webgpu']);
  });

  it('has several threads where the page is cross-origin isolated', async () => {
    server.headers = isolation;
    const { page: isolated, logs } = await openPage(browser, server.url);
    const result = await isolated.evaluate(async (tiny) => {
      const { createWebOverpaint } = globalThis.overpaint;
      const painter = createWebOverpaint({ threads: 2 });
      const { images } = await painter.img2img(tiny);
      const { threads, crossOriginIsolated, sessions } = await painter.detect();
      return { threads, crossOriginIsolated, sessions, width: images[0].width };
    }, tiny);
    expect(result).toMatchObject({ threads: 2, crossOriginIsolated: true, width: 64, sessions: { unet: 'wasm' } });
    expect(logs.filter((log) => /thread/i.test(log))).toEqual([]);
    await isolated.context().close();
  });

  it("is the calling thread with thread: 'main', where functions work too", async () => {
    const { called, width, code } = await page.evaluate(async (tiny) => {
      const { createWebOverpaint } = globalThis.overpaint;
      const painter = createWebOverpaint({ thread: 'main' });
      let called = 0;
      const feature = {
        name: 'count',
        afterStep: ({ latents }: { latents: unknown }) => {
          called++;
          return latents;
        },
      };
      const run = painter.img2img({ ...tiny, features: [feature as never] });
      const { images } = await run;
      const blob = await images[0].toBlob('png');
      const aborted = painter.img2img(tiny);
      aborted.abort();
      const code = await aborted.then(
        () => '',
        (error) => (error as { code: string }).code,
      );
      await painter.dispose();
      return { called, width: (await createImageBitmap(blob)).width, code };
    }, tiny);
    expect(called).toBeGreaterThan(0);
    expect([width, code]).toEqual([64, 'ABORTED']);
    expect(page.workers()).toHaveLength(0);
  });
});

describe('a loaded model', () => {
  it('is used by name of its handle, and freed', async () => {
    const outcome = await page.evaluate(async (tiny) => {
      const { img2img, inspectModel, loadModel, plan } = globalThis.overpaint;
      const model = await loadModel(tiny.model, { memory: 'staged' });
      await model.warmup();
      const { images, recipe } = await img2img({ ...tiny, model });
      const planned = await plan({ ...tiny, model });
      const inspection = await inspectModel(tiny.model);
      const same = (await model.sha256) === recipe.model.sha256;
      await model.dispose();
      const error = (await img2img({ ...tiny, model }).catch((error) => error)) as { code: string };
      return {
        width: images[0].width,
        steps: planned.stepsRun,
        family: inspection.family,
        same,
        code: error.code,
        disposed: model.disposed,
      };
    }, tiny);
    expect(outcome).toEqual({
      width: 64,
      steps: 4,
      family: 'stable-diffusion',
      same: true,
      code: 'INVALID_ARGUMENT',
      disposed: true,
    });
  });
});

it('refuses what it cannot take by an error that names it, in both threads', async () => {
  const told = await page.evaluate(async (image) => {
    const { createWebOverpaint, isOverpaintError } = globalThis.overpaint;
    const told: string[] = [];
    for (const thread of ['worker', 'main'] as const) {
      const calls = createWebOverpaint({ thread });
      const { images } = await calls.img2img({ image, size: 64, strength: 0 });
      const acts: Record<string, () => unknown> = {
        'img2img(null)': () => calls.img2img(null as never),
        'plan(null)': () => calls.plan(null as never),
        'plan with a signal': () => calls.plan({ image, signal: 5 as never }),
        'loadModel(5)': () => calls.loadModel(5 as never),
        'inspectModel(5)': () => calls.inspectModel(5 as never),
        'removeModel(null)': () => calls.removeModel(null as never),
        'encode(null)': () => images[0].encode(null as never),
        "encode('png', null)": () => images[0].encode('png', null as never),
        "toBlob('gif')": () => images[0].toBlob('gif' as never),
        "toBlob('jpeg', 5)": () => images[0].toBlob('jpeg', 5 as never),
        'draw(null)': () => images[0].draw(null as never),
      };
      for (const [name, act] of Object.entries(acts)) {
        try {
          await act();
          told.push(`${thread} ${name}: nothing`);
        } catch (error) {
          if (!isOverpaintError(error, 'INVALID_ARGUMENT')) told.push(`${thread} ${name}: ${error}`);
        }
      }
      await calls.dispose();
    }
    return told;
  }, image);
  expect(told).toEqual([]);
});
