import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appFolder } from './build-app.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

/** Headers that isolate a page, which gives WebAssembly threads. */
export const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

export type Handler = (request: IncomingMessage, response: ServerResponse) => boolean | void | Promise<boolean | void>;

export interface TestServer {
  readonly url: string;
  /** Paths that were asked for, with the range where there was one. */
  readonly requests: { readonly path: string; readonly method: string; readonly range: string | undefined }[];
  /** Answers instead of the files, until it is set to undefined again. Returns false to leave a request to the files. */
  intercept: Handler | undefined;
  /** Bytes that were sent since it started, headers and all. */
  bytesSent(): number;
  /** Headers of every answer. */
  headers: Record<string, string>;
  close(): Promise<void>;
}

/** Serves the bundle, models and pictures to the browser, and misbehaves where a test asks for it. */
export async function startServer(mounts: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const folders: Readonly<Record<string, string>> = {
    '/app/': appFolder,
    '/model/': at('../../../model-mini/model/'),
    '/pipelines/': at('../../../core/golden/pipelines/'),
    '/loras/': at('../../../core/golden/loras/'),
    '/images/': at('../../../core/golden/images/'),
    ...mounts,
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    test.requests.push({ path: pathname, method: request.method ?? 'GET', range: request.headers.range });
    for (const [name, value] of Object.entries(test.headers)) response.setHeader(name, value);
    if (test.intercept && (await test.intercept(request, response)) !== false) return;
    if (pathname === '/')
      return void response.setHeader('content-type', 'text/html').end('<!doctype html><title>Test</title>');
    const [mount, folder] = Object.entries(folders).find(([prefix]) => pathname.startsWith(prefix)) ?? [];
    await sendFile(
      request,
      response,
      folder && join(folder, normalize(decodeURIComponent(pathname.slice(mount!.length)))),
    );
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const test: TestServer = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    requests: [],
    bytesSent: () => [...sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0),
    intercept: undefined,
    headers: {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return test;
}

/** A file or a range of it. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string | undefined,
): Promise<void> {
  const facts = path === undefined ? undefined : await stat(path).catch(() => undefined);
  if (path === undefined || !facts?.isFile()) return void response.writeHead(404).end();
  response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
  response.setHeader('accept-ranges', 'bytes');
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  const end = Math.min(facts.size, to ? Number(to) + 1 : facts.size);
  if (from !== undefined && start >= facts.size) return void response.writeHead(416).end();
  if (from !== undefined) {
    response.statusCode = 206;
    response.setHeader('content-range', `bytes ${start}-${end - 1}/${facts.size}`);
  }
  response.setHeader('content-length', end - start);
  if (request.method === 'HEAD' || end === start) return void response.end();
  createReadStream(path, { start, end: end - 1 }).pipe(response);
}
