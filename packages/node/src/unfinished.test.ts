import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hasEnded, ownProcess } from './process-identity.js';
import { saveFile } from './save-file.js';
import { buildModule } from './testing/build-module.js';
import { isUnfinished, removeUnfinished, unfinishedPath } from './unfinished.js';

let root: string;
let built: Awaited<ReturnType<typeof buildModule>>;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'overpaint-unfinished-'));
  built = await buildModule('unfinished');
});
afterAll(async () => {
  await rm(root, { recursive: true });
  await rm(built.folder, { recursive: true });
});
const emptyFolder = () => mkdtemp(join(root, 'case-'));

/** A process that writes a file and never ends doing so. */
async function endlessWriter(folder: string) {
  const code = `${built.imports.esm('unfinishedPath')}
    import { writeFile } from 'node:fs/promises';
    await writeFile(await unfinishedPath(${JSON.stringify(folder)}), 'half');
    console.log('begun');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return {
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

it('removes what killed processes were writing, and nothing else, where it writes first', async () => {
  const folder = await emptyFolder();
  const [killed, running] = [await endlessWriter(folder), await endlessWriter(folder)];
  await killed.kill();
  await writeFile(join(folder, '.mine.partial'), '');
  expect((await readdir(folder)).filter(isUnfinished)).toHaveLength(2);
  await saveFile(join(folder, 'a.png'), new Uint8Array(1));
  const left = await readdir(folder);
  expect(left.filter(isUnfinished)).toHaveLength(1);
  expect(left.filter((name) => !isUnfinished(name)).sort()).toEqual(['.mine.partial', 'a.png']);
  await running.kill();
  await removeUnfinished(folder);
  expect((await readdir(folder)).sort()).toEqual(['.mine.partial', 'a.png']);
});

it('keeps what this process or another machine makes, of the latter for a day', async () => {
  const folder = await emptyFolder();
  const own = await unfinishedPath(folder);
  await mkdir(own);
  const elsewhere = join(folder, `.00000000-1.5-${'a'.repeat(16)}.partial`);
  await mkdir(join(elsewhere, 'inner'), { recursive: true });
  await removeUnfinished(folder);
  expect(await readdir(folder)).toHaveLength(2);
  const old = new Date(Date.now() - 90_000_000);
  for (const path of [own, elsewhere]) await utimes(path, old, old);
  await removeUnfinished(folder);
  expect(await readdir(folder)).toEqual([own.slice(folder.length + 1)]);
  await removeUnfinished(join(folder, 'none'));
});

it('knows a process that has ended, also where another one got its number', () => {
  const own = ownProcess();
  expect(hasEnded(own)).toBe(false);
  expect(hasEnded({ ...own, pid: 2 ** 30 })).toBe(true);
  expect(hasEnded({ ...own, pid: 2 ** 30, place: 'elsewhere' })).toBe(false);
  if (process.platform === 'linux') expect(hasEnded({ ...own, start: own.start + 1 })).toBe(true);
});
