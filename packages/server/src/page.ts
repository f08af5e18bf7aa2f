import { readFile } from 'node:fs/promises';
import type { Hono, MiddlewareHandler } from 'hono';
import { protocol } from './protocol.js';
import type { Env } from './service.js';

const folder = new URL('../page/', import.meta.url);
const types = { html: 'text/html', js: 'text/javascript', css: 'text/css' } as const;
const files = ['index.html', 'page.js', 'brush.js', 'read-events.js', 'style.css'] as const;

const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** `GET /`: a studio for a person. It is open to all who reach the server, for it does nothing without what it asks the server for. */
export function page(guard: MiddlewareHandler): Hono<Env> {
  const app = protocol(['/'], [guard], ({ message }) => ({ error: message }));
  for (const file of files) {
    const type = types[file.replace(/^.*\./, '') as keyof typeof types];
    app.get(file === 'index.html' ? '/' : `/${file}`, async ({ body }) =>
      body(await readFile(new URL(file, folder), 'utf8'), 200, {
        ...headers,
        'content-type': `${type}; charset=utf-8`,
      }),
    );
  }
  return app;
}
