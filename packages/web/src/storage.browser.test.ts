import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clipTokenizerJson } from '../../core/src/testing/clip-tokenizer-json.js';
import { launchBrowser, openApp, openPage } from './testing/browser.js';
import { paintInPage } from './testing/paint-in-page.js';
import { sendFile, startServer, type TestServer } from './testing/test-server.js';
import { call, damagedHub, folder, hub, isHeader, paintTiny, siblings, unet } from './testing/tiny-repository.js';

let server: TestServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  server = await startServer();
  browser = await launchBrowser();
});
beforeEach(async () => {
  server.intercept = hub;
  ({ page } = await openPage(browser, server.url));
});
afterEach(() => page.context().close());
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const paint = (more?: Parameters<typeof paintTiny>[1]) => paintTiny(page, more);
const stored = () => page.evaluate(() => globalThis.overpaint.listModels());
const asked = (part: string) => server.requests.filter(({ path }) => path.includes(part));

const downloads = (part: string) => asked(part).filter((request) => !isHeader(request));

/** Sends the first bytes of the UNet and leaves the connection open, or breaks it. */
function sendPart(bytes: number, breakOff: boolean) {
  return (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url!.endsWith('/unet/model.onnx') || isHeader(request.headers)) return hub(request, response);
    response.setHeader('content-length', unet.length);
    response.write(unet.subarray(0, bytes), () => breakOff && setTimeout(() => response.destroy(), 50));
    return true;
  };
}

describe('a model from a hub', () => {
  it('is fetched once, checked, listed, used without network, and removed', async () => {
    const first = await paint();
    expect(first).toMatchObject({ width: 64, warnings: [] });
    const { loaded, total } = first.downloads.at(-1)!;
    expect(loaded).toBe(total);
    const sum = (files: typeof siblings) => files.reduce((bytes, { size }) => bytes + size, 0);
    expect(total).toBe(sum(siblings.filter(({ rfilename }) => rfilename.endsWith('.onnx'))));
    expect(asked('README.md')).toEqual([]);
    for (const { rfilename } of siblings) expect(downloads(rfilename), rfilename).toHaveLength(1);

    expect(await stored()).toEqual([
      { id: 'owner/tiny', source: `${server.url}/owner/tiny`, complete: true, bytes: sum(siblings) },
    ]);

    server.intercept = (request, response) =>
      /owner\/tiny/.test(request.url!) ? void response.writeHead(500).end() : false;
    await openApp(page, server.url); // a new visit
    expect(await paint()).toMatchObject({ width: 64, downloads: [] });

    expect(await page.evaluate(() => globalThis.overpaint.removeModel('owner/tiny'))).toBe(true);
    expect(await page.evaluate(() => globalThis.overpaint.removeModel('owner/tiny'))).toBe(false);
    expect(await stored()).toEqual([]);
    expect((await paint()).error).toMatchObject({ code: 'DOWNLOAD' });
  });

  it('goes on where it stopped when the page was reloaded in the middle', async () => {
    const half = Math.floor(unet.length / 2);
    server.intercept = sendPart(half, false);
    void paint().catch(() => {}); // the reload ends it
    const arrived = () =>
      page.evaluate(async () => {
        try {
          const origin = await navigator.storage.getDirectory();
          const root = await origin.getDirectoryHandle('overpaint-models');
          const folder = await root.getDirectoryHandle(encodeURIComponent('owner/tiny'));
          return (await (await folder.getFileHandle(encodeURIComponent('unet/model.onnx'))).getFile()).size;
        } catch {
          return 0; // not begun
        }
      });
    await expect.poll(arrived, { timeout: 30_000, interval: 200 }).toBe(half);
    server.intercept = hub;
    server.requests.length = 0;
    await openApp(page, server.url);
    expect(await paint()).toMatchObject({ width: 64 });
    const ranges = downloads('unet/model.onnx').map(({ range }) => range);
    expect(ranges).toEqual([`bytes=${half}-`]);
    expect(asked('text_encoder/model.onnx')).toEqual([]);
  });

  it('says how far a broken download came, and goes on from there', async () => {
    server.intercept = sendPart(1000, true);
    const { error } = await paint();
    expect(error).toMatchObject({ code: 'DOWNLOAD', name: 'DownloadError', resumable: true });
    expect(error!.message).toContain('1000 of');
    server.intercept = hub;
    server.requests.length = 0;
    expect(await paint()).toMatchObject({ width: 64 });
    expect(downloads('unet/model.onnx').map(({ range }) => range)).toEqual(['bytes=1000-']);
  });

  it('begins again where the server knows no ranges', async () => {
    server.intercept = sendPart(1000, true);
    await paint();
    server.intercept = (request, response) => {
      delete request.headers.range;
      return hub(request, response);
    };
    expect(await paint()).toMatchObject({ width: 64 });
  });

  it('stops when the call is aborted, and goes on with the next', async () => {
    server.intercept = sendPart(2000, false);
    const code = await page.evaluate(async (call) => {
      const painter = globalThis.overpaint.createWebOverpaint({ hub: { endpoint: location.origin } });
      const run = painter.img2img({
        ...call,
        model: 'owner/tiny',
        onProgress: (event) => event.type === 'download' && event.file === 'unet/model.onnx' && run.abort(),
      });
      return run.then(
        () => 'painted',
        (error) => (error as { code: string }).code,
      );
    }, call);
    expect(code).toBe('ABORTED');
    server.intercept = hub;
    expect(await paint()).toMatchObject({ width: 64 });
    expect(downloads('unet/model.onnx').at(-1)!.range).toBe('bytes=2000-');
  });

  it('is refused when its bytes are not what the hub promised', async () => {
    server.intercept = damagedHub;
    expect((await paint()).error).toMatchObject({ code: 'MODEL_INTEGRITY', name: 'ModelIntegrityError' });
    server.intercept = hub;
    expect(await paint()).toMatchObject({ width: 64 }); // the damaged file was not kept
  });

  it('is found damaged on disk, and mends itself', async () => {
    await paint();
    await page.evaluate(async () => {
      const root = await navigator.storage.getDirectory().then((root) => root.getDirectoryHandle('overpaint-models'));
      const folder = await root.getDirectoryHandle(encodeURIComponent('owner/tiny'));
      const file = await folder.getFileHandle(encodeURIComponent('unet/model.onnx'));
      const writable = await file.createWritable({ keepExistingData: true });
      await writable.write({ type: 'write', position: 5000, data: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]) });
      await writable.close();
    });
    server.requests.length = 0;
    const damaged = await paint();
    expect(damaged.error).toMatchObject({ code: 'MODEL_INTEGRITY', name: 'ModelIntegrityError' });
    expect(await paint()).toMatchObject({ width: 64 });
    expect(downloads('/owner/tiny/resolve/')).toHaveLength(1);
  });

  it('that is not there, or has no networks, says so', async () => {
    server.intercept = (request, response) => {
      if (!request.url!.startsWith('/api/models/')) return false;
      if (request.url!.includes('owner/torch')) {
        response.end(JSON.stringify({ sha: 'c0ffee', siblings: [{ rfilename: 'unet/model.safetensors', size: 3 }] }));
      } else response.writeHead(401).end();
      return true;
    };
    const missing = await paint({ model: 'owner/missing' });
    expect(missing.error).toMatchObject({ code: 'MODEL_NOT_FOUND', name: 'ModelNotFoundError' });
    expect((await paint({ model: 'owner/torch' })).error).toMatchObject({ code: 'UNSUPPORTED' });
    expect((await paint({ model: 'no such thing' })).error).toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});

describe('without room on disk', () => {
  const limitQuota = async (bytes: number) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: bytes });
  };

  it('a model is kept in memory, with a warning', async () => {
    await limitQuota(200_000);
    expect(await paint()).toMatchObject({ width: 64, warnings: ['model-in-memory'] });
  });

  it("a model is an error with storage: 'disk'", async () => {
    await limitQuota(200_000);
    const { error } = await paint({ storage: 'disk' });
    expect(error).toMatchObject({ code: 'STORAGE', name: 'StorageError' });
    expect(error!.message).toContain('no room');
  });

  it("a model leaves nothing behind with storage: 'memory'", async () => {
    expect(await paint({ storage: 'memory' })).toMatchObject({ width: 64, warnings: [] });
    expect(await stored()).toEqual([]);
  });

  it('without a file system, the Cache API keeps it', async () => {
    await page.addInitScript(() => {
      // Workers inherit nothing from here, so this visit works in the page's own thread.
      StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('none', 'SecurityError'));
    });
    await openApp(page, server.url);
    const visit = () =>
      page.evaluate(async (call) => {
        const painter = globalThis.overpaint.createWebOverpaint({ thread: 'main', hub: { endpoint: location.origin } });
        const { images, warnings } = await painter.img2img({ ...call, model: 'owner/tiny' });
        const models = await painter.listModels();
        return { width: images[0].width, warnings, complete: models.map(({ complete }) => complete) };
      }, call);
    expect(await visit()).toEqual({ width: 64, warnings: [], complete: [true] });
    server.requests.length = 0;
    await openApp(page, server.url);
    expect(await visit()).toEqual({ width: 64, warnings: [], complete: [true] });
    expect(asked('owner/tiny')).toEqual([]);
  });
});

/** The tiny model at `/json/`, its tokenizer as the one file that newer exports ship. */
function jsonTokenizer() {
  const read = (name: string) => readFileSync(`${folder}tokenizer/${name}`, 'utf8');
  const [bos, eos] = ['<|startoftext|>', '<|endoftext|>'];
  const definition = clipTokenizerJson({
    vocab: JSON.parse(read('vocab.json')),
    merges: read('merges.txt'),
    bos,
    eos,
    pad: eos,
  });
  return (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url!.replace('/json/', '');
    if (path === request.url) return false;
    if (path === 'tokenizer/tokenizer.json') return void response.end(JSON.stringify(definition));
    if (/vocab|merges/.test(path)) return void response.writeHead(404).end();
    return sendFile(request, response, `${folder}${path}`);
  };
}

describe('a model at an address', () => {
  it('with a tokenizer.json paints what it paints with vocab.json and merges.txt', async () => {
    server.intercept = jsonTokenizer();
    const picture = await paintInPage(page, { ...call, model: '/json/' });
    expect(picture.data).toEqual((await paintInPage(page, { ...call, model: '/pipelines/sd15-tiny/' })).data);
  });

  it('is fetched from a folder, and kept', async () => {
    expect(await paint({ model: '/pipelines/sd15-tiny/' })).toMatchObject({ width: 64 });
    server.requests.length = 0;
    expect(await paint({ model: '/pipelines/sd15-tiny' })).toMatchObject({ width: 64 });
  });

  it('that answers every path with a page, or breaks in the middle, is a typed error', async () => {
    server.intercept = (request, response) =>
      request.url!.startsWith('/spa/')
        ? void response.setHeader('content-type', 'text/html').end('<!doctype html><title>App</title>')
        : false;
    expect((await paint({ model: '/spa/' })).error).toMatchObject({ code: 'DOWNLOAD' });
    server.intercept = (request, response) => {
      if (!request.url!.startsWith('/half/')) return false;
      const path = request.url!.replace('/half/', '');
      // The address says that it is there, and then it is not; and one file is a page under another type.
      if (request.method === 'GET' && path === 'unet/model.onnx') return void response.writeHead(404).end();
      return sendFile(request, response, `${folder}${path}`);
    };
    expect((await paint({ model: '/half/' })).error).toMatchObject({ code: 'DOWNLOAD', name: 'DownloadError' });
    server.intercept = (request, response) => {
      if (!request.url!.startsWith('/typed/')) return false;
      const path = request.url!.replace('/typed/', '');
      if (request.method === 'GET' && path === 'unet/model.onnx') {
        return void response
          .setHeader('content-type', 'application/octet-stream')
          .end('<!doctype html><title>App</title>');
      }
      return sendFile(request, response, `${folder}${path}`);
    };
    expect((await paint({ model: '/typed/' })).error).toMatchObject({ code: 'DOWNLOAD' });
  });
});

describe('the embedded model', () => {
  it.each([404, 200])('whose files are answered with %i is a typed error, and a later call works', async (status) => {
    server.intercept = (request, response) =>
      request.url!.endsWith('/unet/model.onnx')
        ? void response.writeHead(status, { 'content-type': 'text/html' }).end('<!doctype html><title>App</title>')
        : false;
    const outcome = await page.evaluate(async (call) => {
      const error = await globalThis.overpaint.img2img(call).catch((error: unknown) => error);
      const { code, url } = error as { code: string; url: string };
      return { code, url };
    }, call);
    expect(outcome.code).toBe('DOWNLOAD');
    server.intercept = undefined;
    const width = await page.evaluate(
      async (call): Promise<number> => (await globalThis.overpaint.img2img(call)).images[0].width,
      call,
    );
    expect(width).toBe(64);
  });
});

describe('the embedded model, broken off on the way', () => {
  const breakOff = (times: number) => {
    let left = times;
    server.intercept = (request, response) => {
      if (!request.url!.endsWith('/unet/model.onnx') || left-- <= 0) return false;
      response.setHeader('content-length', 1_000_000);
      response.write(new Uint8Array(1000), () => setTimeout(() => response.destroy(), 50));
      return true;
    };
  };
  const paintEmbedded = () =>
    page.evaluate(async (call) => {
      const run = globalThis.overpaint.img2img(call);
      return run.then(
        ({ images }): string | number => images[0].width,
        (error) => (error as { code: string }).code,
      );
    }, call);

  it('is asked for once more', async () => {
    breakOff(1);
    expect(await paintEmbedded()).toBe(64);
  });

  it('twice is a typed error', async () => {
    breakOff(2);
    expect(await paintEmbedded()).toBe('DOWNLOAD');
    expect(await paintEmbedded()).toBe(64);
  });
});

describe('a model of the person', () => {
  it('is taken from files and from a directory handle', async () => {
    const widths = await page.evaluate(
      async ([call, paths]) => {
        const { img2img } = globalThis.overpaint;
        const blobs = await Promise.all(
          paths.map(async (path) => (await fetch(`/pipelines/sd15-tiny/${path}`)).blob()),
        );
        const files = paths.map((path, index) => {
          const file = new File([blobs[index]!], path.split('/').at(-1)!);
          Object.defineProperty(file, 'webkitRelativePath', { value: `tiny/${path}` });
          return file;
        });
        const root = await navigator.storage.getDirectory();
        const directory = await root.getDirectoryHandle('chosen', { create: true });
        for (const [index, path] of paths.entries()) {
          const segments = path.split('/');
          let at = directory;
          for (const segment of segments.slice(0, -1)) at = await at.getDirectoryHandle(segment, { create: true });
          const writable = await (await at.getFileHandle(segments.at(-1)!, { create: true })).createWritable();
          await writable.write(blobs[index]!);
          await writable.close();
        }
        const ids: (string | number)[] = [];
        for (const model of [files, directory]) {
          const { images, recipe } = await img2img({ ...call, model });
          ids.push(images[0].width, recipe.model.id);
        }
        return ids;
      },
      [call, siblings.map(({ rfilename }) => rfilename)] as const,
    );
    expect(widths).toEqual([64, 'tiny', 64, 'chosen']);
  });
});
