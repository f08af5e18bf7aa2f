import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../../packages/web/src/testing/browser.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
// Outside the repository, where no other package's folders are found by walking up.
const project = mkdtempSync(join(tmpdir(), 'overpaint-next-'));
const environment = { ...process.env, NODE_ENV: 'production' as const };

/** Models from elsewhere are fetched by a script of its own, whose address the bundler has to put in too. */
const modelsPage = `'use client';
import { listModels } from '@overpaint/web';
import { useEffect, useState } from 'react';

export default function Models() {
  const [status, setStatus] = useState('');
  useEffect(() => {
    listModels().then((models) => setStatus(\`\${models.length} models.\`), (error) => setStatus(error.message));
  }, []);
  return <p role="status">{status}</p>;
}
`;

let server: ChildProcess | undefined;
let address: string;

/** The example as somebody has it who installed the packages from a registry: with npm, from tarballs, built. */
beforeAll(async () => {
  const tarballs = ['core', 'presets', 'model-mini', 'web'].map(pack);
  for (const file of ['app', 'tsconfig.json']) cpSync(at(file), join(project, file), { recursive: true });
  mkdirSync(join(project, 'app/models'));
  writeFileSync(join(project, 'app/models/page.tsx'), modelsPage);
  const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const dependencies = { ...manifest.dependencies, ...Object.fromEntries(tarballs) };
  const overrides = Object.fromEntries(tarballs.map(([name]) => [name, `$${name}`]));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ ...manifest, dependencies, overrides }));
  run('npm', ['install', '--include=dev', '--no-audit', '--no-fund', '--prefer-offline'], project);
  // Next.js asks its users once to let it send figures of use: it does not where it is told not to.
  expect(run('npm', ['run', 'build'], project)).not.toContain('nextjs.org/telemetry');
  address = await start();
}, 240_000);

afterAll(async () => {
  const ended = server && new Promise((resolve) => server!.once('exit', resolve));
  server?.kill();
  await ended;
  rmSync(project, { recursive: true, force: true });
});

it('paints in a page that Next.js built and serves', async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(String(error)));
    await page.goto(address, { waitUntil: 'networkidle' });
    await page.getByLabel('Photo').setInputFiles(at('../../packages/core/golden/pipelines/inputs/photo-64x64.png'));
    await page.getByRole('button', { name: 'Paint' }).click();
    const status = page.getByRole('status');
    await expect.poll(() => status.textContent(), { timeout: 110_000, interval: 500 }).toMatch(/^Done|\./);
    expect(await status.textContent()).toMatch(/^Done, seed \d+\.$/);
    const colours = await page.getByRole('img', { name: 'The painted picture' }).evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const pixels = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data;
      return new Set(new Uint32Array(pixels.buffer)).size;
    });
    expect(colours).toBeGreaterThan(100); // a picture, and not one flat colour

    await page.goto(`${address}/models`);
    await expect.poll(() => status.textContent(), { timeout: 20_000 }).toMatch(/\./);
    expect(await status.textContent()).toBe('0 models.');
    expect(failures).toEqual([]);
  } finally {
    await browser.close();
  }
});

/** A package's name, and the tarball that publishing it would upload. */
function pack(folder: string): [name: string, tarball: string] {
  const from = at(`../../packages/${folder}`);
  if (!existsSync(join(from, 'dist/index.js'))) throw new Error('Build the packages first: pnpm build.');
  const to = join(project, 'packages');
  mkdirSync(to, { recursive: true });
  const { packageManager } = JSON.parse(readFileSync(at('../../package.json'), 'utf8'));
  const output = run('npx', ['-y', packageManager, 'pack', '--json', '--pack-destination', to], from);
  const { name, filename } = JSON.parse(output.slice(output.indexOf('{')));
  return [name, `file:${filename}`];
}

/** Starts the built application on a free port, and waits until it listens. */
function start(): Promise<string> {
  const next = join(project, 'node_modules/next/dist/bin/next');
  const options = ['start', '--hostname', '127.0.0.1', '--port', '0'];
  const env = { ...environment, NEXT_TELEMETRY_DISABLED: '1' };
  server = spawn(process.execPath, [next, ...options], { cwd: project, env });
  return new Promise((resolve, reject) => {
    let told = '';
    const listen = (piece: Buffer) => {
      told += piece;
      const [listening] = /http:\/\/127\.0\.0\.1:\d+/.exec(told) ?? [];
      if (listening !== undefined && told.includes('Ready')) resolve(listening);
    };
    server!.stdout!.on('data', listen);
    server!.stderr!.on('data', listen);
    server!.once('exit', (status) => reject(new Error(`next start ended with status ${status}: ${told}`)));
  });
}

/** Runs a program and returns what it printed; an error holds all of it. */
function run(program: string, options: string[], cwd: string): string {
  try {
    return execFileSync(program, options, { cwd, env: environment, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${options.join(' ')}\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}
