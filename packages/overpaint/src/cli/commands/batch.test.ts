import { spawn } from 'node:child_process';
import { appendFile, cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { quick, runCli, workFolder } from '../../testing/run-cli.js';

const program = fileURLToPath(new URL('../../../bin/overpaint.js', import.meta.url));
const names = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'];
const manifest = 'overpaint-batch.jsonl';
const slashes = (path: string | undefined) => path?.replaceAll('\\', '/');
const results = async (folder: string) =>
  (await readdir(folder).catch((): string[] => [])).filter((name) => /png$/.test(name)).sort();

/** Four pictures that differ, as sources do that are told apart by what they hold. */
async function batchFolder() {
  const folder = await workFolder(names);
  for (const [index, name] of names.entries()) {
    await sharp({ create: { width: 96, height: 64, channels: 3, background: { r: 50 * index, g: 90, b: 20 } } }).toFile(
      folder.path(name),
    );
  }
  return folder;
}

it('goes on after it was killed: what is done is skipped, nothing is half or twice there', async () => {
  await using folder = await batchFolder();
  const args = ['*.jpg', '-o', 'out/', '--resume', '--concurrency', '2', ...quick];
  const child = spawn(process.execPath, [program, ...args], { cwd: folder.cwd, stdio: 'ignore' });
  const closed = new Promise((resolve) => child.on('close', resolve));
  while (child.exitCode === null && (await results(folder.path('out'))).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill('SIGKILL');
  await closed;
  const before = await results(folder.path('out'));
  for (const name of before) await sharp(folder.path(`out/${name}`)).stats(); // whole

  const ended = await runCli([...args, '--json'], folder);
  expect(ended.status).toBe(0);
  expect(await results(folder.path('out'))).toEqual(names.map((name) => name.replace('.jpg', '-overpaint.png')));
  const reports = JSON.parse(ended.stdout.toString()) as { input: string; outputs: string[]; skipped?: true }[];
  expect(reports.map(({ input }) => input).sort()).toEqual(names);
  expect(reports.filter(({ skipped }) => skipped).length).toBeLessThan(4);

  const again = await runCli(args, folder);
  expect(again.stderr).toContain('4 of 4 pictures are done (4 of them before)');
});

it('paints again what changed, what is gone and what failed; other options are another batch', async () => {
  await using folder = await batchFolder();
  await writeFile(folder.path('d.jpg'), 'no picture');
  const args = ['*.jpg', '-o', 'out/', '--resume', '--seed', '7', ...quick];
  const first = await runCli(args, folder);
  expect([first.status, first.stderr]).toEqual([1, expect.stringContaining('3 of 4 pictures are done in')]);
  expect(first.stderr).toContain('Failed: d.jpg.\nThe same command goes on');
  await cp(folder.path('a.jpg'), folder.path('d.jpg')); // another name, so another source
  await cp(folder.path('c.jpg'), folder.path('b.jpg')); // another picture of that name
  await rm(folder.path('out/c-overpaint.png'));
  await appendFile(folder.path(`out/${manifest}`), '{"key":"cut o'); // as a crash leaves it
  const { status, stdout } = await runCli([...args, '--json'], folder);
  const reports = JSON.parse(stdout.toString()) as { input: string; outputs: string[]; skipped?: true }[];
  expect(status).toBe(0);
  expect(reports.map(({ input, outputs, skipped = false }) => [input, slashes(outputs[0]), skipped])).toEqual([
    ['a.jpg', 'out/a-overpaint.png', true],
    ['b.jpg', 'out/b-overpaint-2.png', false],
    ['c.jpg', 'out/c-overpaint.png', false],
    ['d.jpg', 'out/d-overpaint.png', false],
  ]);
  const lines = (await readFile(folder.path(`out/${manifest}`), 'utf8')).trim().split('\n');
  expect(lines.filter((line) => line.includes('"done"'))).toHaveLength(6);
});

it('refuses to resume where there is no folder of results', async () => {
  await using folder = await workFolder();
  const { status, stderr } = await runCli(['photo.jpg', '-o', 'one.png', '--resume', ...quick], folder);
  expect([status, stderr]).toEqual([2, expect.stringContaining('Name one with -o')]);
});
