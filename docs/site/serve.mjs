/**
 * Serves the built site to this machine alone, until Ctrl-C.
 *
 *     node docs/site/serve.mjs [port]    8000 unless given
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { folder } from './site.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
};

const server = createServer(async (request, response) => {
  try {
    const { pathname } = new URL(request.url, 'http://localhost');
    // Of an absolute path nothing leads above the root.
    const path = normalize(decodeURIComponent(pathname)).replace(/[\\/]$/, '/index.html');
    const bytes = await readFile(join(folder, path));
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/plain; charset=utf-8' }).end(bytes);
  } catch {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such page.');
  }
});

server.listen(Number(process.argv[2] ?? 8000), '127.0.0.1', () => {
  console.log(`The documentation is at http://localhost:${server.address().port}/ until Ctrl-C.`);
});
server.on('error', ({ message }) => {
  console.error(`${message}. Another port: node docs/site/serve.mjs 8001`);
  process.exitCode = 1;
});
