import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BlobLike, ModelFiles } from '@overpaint/core';
import { describeModelFiles, modelFilesContents } from '@overpaint/core/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { embeddedFiles } from './embedded-model.js';
import { hubModel } from './hub.js';
import { localModel } from './local-model.js';
import { ModelStore } from './model-store.js';
import { probeSize } from './probe-size.js';
import { sha256Of } from './sha256.js';
import { type Handler, startServer, type TestServer } from './testing/test-server.js';
import { urlModel } from './url-folder.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const options = {
  sha256,
  bytesAt: async (located: string | BlobLike) => new Uint8Array(await (located as Blob).arrayBuffer()),
};
const remote = { ...options, remote: true };
const paths = Object.keys(modelFilesContents);
const bytesOf = (path: string) => modelFilesContents[path]!;

let server: TestServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-web-files-'));
  for (const [path, bytes] of Object.entries(modelFilesContents)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  server = await startServer({ '/suite/': folder, '/owner/suite/resolve/c0ffee/': folder });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});
afterEach(() => {
  server.intercept = undefined;
});

/** The hub's answer to which files there are; graphs come with their hashes. */
const hub: Handler = (request, response) => {
  if (!request.url!.startsWith('/api/models/owner/suite/')) return false;
  const siblings = paths.map((path) => {
    const lfs = { sha256: sha256(bytesOf(path)), size: bytesOf(path).length };
    return { rfilename: path, size: bytesOf(path).length, ...(path.includes('.onnx') && { lfs }) };
  });
  response.end(JSON.stringify({ sha: 'c0ffee', siblings }));
  return true;
};
/** A server that knows no ranges. */
const withoutRanges: Handler = (request) => {
  delete request.headers.range;
  return false;
};
const both =
  (first: Handler, second: Handler): Handler =>
  async (request, response) =>
    (await first(request, response)) === false ? second(request, response) : true;

const openUrl = () => new ModelStore('memory').open(urlModel(`${server.url}/suite/`, { attempts: 2 }), {});
const openHub = () =>
  new ModelStore('memory').open(hubModel('owner/suite', { endpoint: server.url, attempts: 2 })!, {});
const openLocal = () => {
  const files = paths.map((path) => ({ path, file: new File([bytesOf(path) as Uint8Array<ArrayBuffer>], path) }));
  return localModel({ name: 'suite', files });
};
const openEmbedded = async () => {
  const files = paths.map((path) => [path, { url: `${server.url}/suite/${path}`, size: bytesOf(path).length }]);
  return embeddedFiles({ id: 'suite', files: Object.fromEntries(files) }, {}, sha256Of);
};
const intercepted = (intercept: Handler, open: () => Promise<ModelFiles>) => () => {
  server.intercept = intercept;
  return open();
};

const gets = (part: string) => server.requests.filter(({ path, method }) => method === 'GET' && path.includes(part));

it('describes with few requests, and has nothing here afterwards', async () => {
  const files = await openUrl();
  server.requests.length = 0;
  for (let from = 0; from < 200_000; from += 2 ** 16) await files.read('unet/model.onnx', { from, to: from + 2 ** 16 });
  await files.read('unet/model.onnx', { from: 299_000, to: 300_000 });
  await files.read('unet/model.onnx', { from: 299_500, to: 299_600 });
  expect(gets('unet/model.onnx').map(({ range }) => range)).toEqual([
    'bytes=0-65535',
    'bytes=65536-147455',
    'bytes=147456-249855',
    'bytes=249856-299999',
  ]);
  const [graph] = (await files.list()).filter(({ path }) => path === 'unet/model.onnx');
  expect(graph!.present).toBe(false);
});

it('reads no more than it needs from a server that knows no ranges', async () => {
  const size = 40_000_000;
  server.intercept = (request, response) => {
    if (!request.url!.endsWith('/unet/model.onnx')) return false;
    response.setHeader('content-length', size);
    if (request.method === 'HEAD') return void response.end();
    let left = size;
    const send = () => {
      while (left > 0) {
        left -= 50_000;
        if (!response.write(Buffer.alloc(50_000, 7))) return void response.once('drain', send);
      }
      response.end();
    };
    send();
    return true;
  };
  const files = await openUrl();
  const before = server.bytesSent();
  expect(await files.read('unet/model.onnx', { from: 100, to: 66_000 })).toEqual(new Uint8Array(65_900).fill(7));
  expect(server.bytesSent() - before).toBeLessThan(size / 4);
});

it('is a typed error where the server changed meanwhile, or breaks off', async () => {
  const files = await openUrl();
  server.intercept = (request, response) => {
    if (!request.url!.endsWith('/unet/model.onnx')) return false;
    return void response.writeHead(206, { 'content-range': 'bytes 0-9/10' }).end('0123456789');
  };
  await expect(files.read('unet/model.onnx', { from: 0, to: 100 })).rejects.toMatchObject({ code: 'DOWNLOAD' });
  server.intercept = (_, response) => void response.writeHead(416).end();
  await expect(files.read('unet/model.onnx', { from: 0, to: 100 })).rejects.toMatchObject({
    code: 'DOWNLOAD',
    status: 416,
  });
  server.intercept = (_, response) => {
    response.writeHead(206, { 'content-length': 100 });
    response.write('0123', () => response.destroy());
  };
  await expect(files.read('unet/model.onnx', { from: 0, to: 100 })).rejects.toMatchObject({ code: 'DOWNLOAD' });
  server.intercept = (_, response) => void response.end('<!doctype html><title>App</title>');
  await expect(files.read('unet/model.onnx', { from: 0, to: 100 })).rejects.toMatchObject({ code: 'DOWNLOAD' });
});

it('shares downloads between the files of two callers', async () => {
  const store = new ModelStore('memory');
  const two = await Promise.all([1, 2].map(() => store.open(urlModel(`${server.url}/suite`), {})));
  server.requests.length = 0;
  await Promise.all(two.map((files) => files.fetch(['unet/model.onnx'])));
  expect(gets('unet/model.onnx')).toHaveLength(1);
  for (const files of two) expect(await files.read('unet/model.onnx')).toEqual(bytesOf('unet/model.onnx'));
});

it('needs no server once the networks are here, and an old list where there is no server', async () => {
  server.intercept = hub;
  const store = new ModelStore('memory');
  const source = hubModel('owner/suite', { endpoint: server.url, attempts: 2 })!;
  const files = await store.open(source, {});
  for (const path of paths.filter((path) => !path.includes('.onnx'))) await files.read(path);
  await files.fetch(['unet/model.onnx']);
  server.intercept = (_, response) => void response.writeHead(503).end();
  expect(await (await store.open(source, {})).read('unet/model.onnx')).toEqual(bytesOf('unet/model.onnx'));
  server.intercept = hub;
  await (await store.open(source, {})).fetch(['unet/model.onnx_data', 'vae_decoder/model.onnx']);
  server.intercept = (_, response) => void response.writeHead(401).end();
  const later = await store.open(source, {});
  expect((await later.list()).every(({ present }) => present)).toBe(true);
  expect(await store.list()).toMatchObject([{ id: 'owner/suite', complete: true }]);
});

describe('the size of a file', () => {
  const answer = (handler: Handler) => {
    server.intercept = handler;
    return probeSize(`${server.url}/any`, {});
  };

  it('is what a server tells, or what it sends', async () => {
    expect(await answer((_, response) => void response.setHeader('content-length', 42).end())).toBe(42);
    expect(await answer((_, response) => void response.writeHead(416).end())).toBe(0);
    const noHead: Handler = ({ method }, response) =>
      void (method === 'HEAD' ? response.writeHead(405).end() : response.end('12345'));
    expect(await answer(noHead)).toBe(5);
    const untold: Handler = ({ method }, response) => {
      if (method === 'HEAD') return void response.end();
      response.write('123'); // chunked
      response.end('4567');
    };
    expect(await answer(untold)).toBe(7);
  });

  it('is asked for without compression', async () => {
    const encodings: unknown[] = [];
    await answer(({ headers }, response) => {
      encodings.push(headers['accept-encoding']);
      response.end();
    });
    expect(encodings[0]).toBe('identity');
  });

  it('is none where there is no file, or a page in its place', async () => {
    expect(await answer((_, response) => void response.writeHead(404).end())).toBeUndefined();
    const page: Handler = (_, response) => void response.setHeader('content-type', 'text/html').end('<html>');
    expect(await answer(page)).toBeUndefined();
  });
});

describe('an overpaint.json that lists files', () => {
  const listing = (text: string) => {
    server.intercept = (request, response) => {
      if (!request.url!.endsWith('/overpaint.json')) return false;
      return void (request.method === 'HEAD'
        ? response.setHeader('content-length', text.length).end()
        : response.end(text));
    };
    return openUrl();
  };

  it('is what is asked for, with itself', async () => {
    const files = { 'unet/model.onnx': sha256(bytesOf('unet/model.onnx')) };
    const entries = await (await listing(JSON.stringify({ files }))).list();
    expect(entries.map(({ path, sha256 }) => [path, sha256])).toEqual([
      ['overpaint.json', undefined],
      ['unet/model.onnx', files['unet/model.onnx']],
    ]);
  });

  it.each([
    ['files out of the folder', '{"files": {"../secret.onnx": "00"}}', 'MODEL_INVALID'],
    ['files elsewhere', '{"files": {"https://example.org/model.onnx": "00"}}', 'MODEL_INVALID'],
    ['no hashes', '{"files": {"unet/model.onnx": 3}}', 'MODEL_INVALID'],
    ['a list', '{"files": ["unet/model.onnx"]}', 'MODEL_INVALID'],
    ['no JSON', '{"files": ', 'MODEL_INVALID'],
    ['files that are not there', '{"files": {"unet/missing.onnx": "00"}}', 'DOWNLOAD'],
    ['no networks', '{"files": {"model_index.json": "00"}}', 'MODEL_NOT_FOUND'],
  ])('is refused with %s', async (_, text, code) => {
    await expect(listing(text)).rejects.toMatchObject({ code });
  });

  it('refuses files of another hash', async () => {
    const files = { 'unet/model.onnx': sha256(bytesOf('vae_decoder/model.onnx')) };
    const opened = await listing(JSON.stringify({ files }));
    await expect(opened.fetch(['unet/model.onnx'])).rejects.toMatchObject({ code: 'MODEL_INTEGRITY' });
    expect((await opened.list()).some(({ present }) => present)).toBe(false);
  });
});

describeModelFiles({ describe, it }, 'files that a person chose', openLocal, options);
describeModelFiles({ describe, it }, 'a folder on a server', openUrl, remote);
describeModelFiles(
  { describe, it },
  'a folder on a server without ranges',
  intercepted(withoutRanges, openUrl),
  remote,
);
describeModelFiles({ describe, it }, 'a hub repository', intercepted(hub, openHub), remote);
describeModelFiles({ describe, it }, 'a hub without ranges', intercepted(both(hub, withoutRanges), openHub), remote);
describeModelFiles({ describe, it }, 'the embedded model', openEmbedded, remote);
