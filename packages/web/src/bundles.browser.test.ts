import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import type { Browser } from 'playwright-core';
import * as vite from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import webpack from 'webpack';
import { launchBrowser } from './testing/browser.js';
import { isolation, startServer, type TestServer } from './testing/test-server.js';

const packages = fileURLToPath(new URL('../../', import.meta.url));
const root = `${packages}web/.cache/bundles/`;
const html = '<!doctype html><title>App</title><canvas></canvas><script type="module" src="main.js"></script>';
const app = `import { img2img, listModels } from '@overpaint/web';

const canvas = document.querySelector('canvas');
try {
  const { images } = await img2img({ image: '/images/source/photo.png', prompt: 'ink', seed: 1, steps: 2, size: 64 });
  images[0].draw(canvas);
  const models = await listModels(); // by a script of its own, which bundlers have to find too
  document.title = \`painted, \${models.length} models\`;
} catch (error) {
  document.title = \`\${error.code}: \${error.message}\`;
}
`;

/** esbuild sees through the link that stands for node_modules, and then says what it is silent about there. */
const logOverride = { 'ignored-bare-import': 'silent' } as const;

let server: TestServer;
let browser: Browser;

/** An app of ten lines with the built packages in its node_modules, as a person would have it. */
beforeAll(async () => {
  if (!existsSync(`${packages}web/dist/index.js`)) throw new Error('Build the packages first: pnpm build.');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(`${root}app/node_modules/@overpaint`, { recursive: true });
  for (const name of ['web', 'core', 'presets', 'model-mini']) {
    symlinkSync(`${packages}${name}`, `${root}app/node_modules/@overpaint/${name}`);
  }
  writeFileSync(`${root}app/package.json`, '{ "type": "module", "private": true }');
  writeFileSync(`${root}app/main.js`, app);
  writeFileSync(`${root}app/index.html`, html);
  server = await startServer({ '/bundles/': root });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const bundlers: Record<string, (out: string) => Promise<unknown>> = {
  vite: (outDir) =>
    vite.build({ root: `${root}app`, base: './', logLevel: 'error', build: { outDir, target: 'es2022' } }),

  async webpack(path) {
    const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) =>
      webpack(
        { mode: 'production', context: `${root}app`, entry: './main.js', output: { path, filename: 'main.js' } },
        (error, stats) => (error ? reject(error) : resolve(stats)),
      ),
    );
    expect(stats!.toJson().errors).toEqual([]);
    writeFileSync(`${path}/index.html`, html);
  },

  // esbuild copies no files that code refers to: the docs name these two folders.
  async esbuild(outdir) {
    const entryPoints = [`${root}app/main.js`];
    await esbuild.build({ entryPoints, bundle: true, format: 'esm', minify: true, outdir, logOverride });
    cpSync(`${packages}web/dist/assets`, `${outdir}/assets`, { recursive: true });
    cpSync(`${packages}model-mini/model`, `${root}model`, { recursive: true });
    writeFileSync(`${outdir}/index.html`, html);
  },
};

it('of core a bundle holds what it uses', async () => {
  const contents = "export { createSchedule } from '@overpaint/core';";
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: `${root}app` },
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    logOverride,
  });
  expect(gzipSync(outputFiles[0]!.contents, { level: 9 }).length).toBeLessThan(9900);
});

it.each(Object.keys(bundlers))('an app of ten lines that %s bundled paints', async (name) => {
  await bundlers[name]!(`${root}${name}`);
  const page = await browser.newPage();
  // In an isolated page WebAssembly has threads, whose scripts bundlers have to find as well.
  for (const headers of [{}, isolation]) {
    server.headers = headers;
    await page.goto(`${server.url}/bundles/${name}/index.html`);
    await page.waitForFunction(() => document.title !== 'App', undefined, { timeout: 60_000 });
    expect(await page.title()).toBe('painted, 0 models');
    expect(await page.evaluate(() => document.querySelector('canvas')!.width)).toBe(64);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(headers === isolation);
  }
  await page.close();
});
