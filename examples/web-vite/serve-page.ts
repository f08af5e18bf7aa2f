import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startServer, type TestServer } from '../../packages/web/src/testing/test-server.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the page as it is published and serves it under `/page/`, for tests that may leave {@link pictures}. */
export async function servePage(): Promise<TestServer> {
  mkdirSync(pictures, { recursive: true });
  // In a process of its own: the test runner's NODE_ENV would make it a development build.
  const env = { ...process.env, NODE_ENV: 'production' };
  execFileSync(process.execPath, [here('node_modules/vite/bin/vite.js'), 'build', here('.')], { env });
  const server = await startServer({ '/page/': `${here('dist')}/` });
  server.intercept = (request, response) => {
    if (request.url !== '/page/') return false;
    response.setHeader('content-type', 'text/html').end(readFileSync(here('dist/index.html')));
    return true;
  };
  return server;
}

/** Where tests leave pictures of the page: CI keeps them in the docs. */
export const pictures = process.env['OVERPAINT_SCREENSHOTS'] ?? here('.cache');
