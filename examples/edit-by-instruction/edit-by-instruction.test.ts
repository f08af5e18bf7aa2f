import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const golden = (path: string) => here(`../../packages/core/golden/pipelines/${path}`);
const [photo, jacket, bag] = ['photo-64x64.png', 'photo-96x80.png', 'photo-80x48.png'].map((one) =>
  golden(`inputs/${one}`),
) as [string, string, string];
const klein = ['-m', golden('klein-tiny'), '--seed', '3'];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-edit-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const edit = (...args: string[]) => promisify(execFile)(process.execPath, [here('edit.mjs'), ...args], { cwd: folder });
const pixels = (file: string) => sharp(join(folder, file)).removeAlpha().raw().toBuffer();

it('says what it will look at, and paints each instruction from the photo', { timeout: 240_000 }, async () => {
  const told = ['-p', 'make the wall blue', '-p', 'make it evening, please: no more sun'];
  const { stdout, stderr } = await edit(photo, jacket, ...klein, ...told, '-o', 'a');
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n')).toEqual([
    `1: ${photo}, 64 × 64, seen as 64 × 64: 16 tokens`,
    `2: ${jacket}, 96 × 80, seen as 96 × 80: 30 tokens`,
    'paints 64 × 64: 4 steps, 4 network calls, 126 tokens with 64 of text',
    expect.stringMatching(/^needs about 0\.\d{3} GB of memory$/),
    'a-1-make-the-wall-blue.png',
    'a-2-make-it-evening-please-no.png',
  ]);
  const alone = ['-p', 'make it evening, please: no more sun', '-o', 'b', '--staged'];
  await edit(photo, jacket, ...klein, ...alone);
  const second = await pixels('a-2-make-it-evening-please-no.png');
  expect(second).toEqual(await pixels('b-1-make-it-evening-please-no.png'));
  expect(second).not.toEqual(await pixels('a-1-make-the-wall-blue.png'));
});

it('changes what it painted before, in turn', { timeout: 240_000 }, async () => {
  const [first, then] = ['make the wall blue', 'make it evening'];
  await edit(photo, ...klein, '--in-turn', '-p', first, '-p', then, '-o', 'turn');
  await edit(join(folder, 'turn-1-make-the-wall-blue.png'), ...klein, '-p', then, '-o', 'again');
  await edit(photo, ...klein, '-p', then, '-o', 'apart');
  const inTurn = await pixels('turn-2-make-it-evening.png');
  expect(inTurn).toEqual(await pixels('again-1-make-it-evening.png'));
  expect(inTurn).not.toEqual(await pixels('apart-1-make-it-evening.png'));
});

it('says how many pictures a model takes, before it paints', async () => {
  const kontext = ['-m', golden('kontext-tiny'), '-p', 'make the wall blue', '-o', 'never'];
  await expect(edit(photo, jacket, ...kontext)).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'references: expected none beside image, as this model sees one picture, received 1.\n',
  });
  await expect(edit(photo, jacket, bag, photo, jacket, ...klein, '-p', 'x', '-o', 'never')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('at most 3 beside image'),
  });
  const usage = { code: 2, stderr: expect.stringContaining('Usage: node edit.mjs') };
  await expect(edit(photo, ...klein)).rejects.toMatchObject(usage);
  await expect(edit(photo, '-p', 'make the wall blue')).rejects.toMatchObject(usage);
  await expect(edit('--help')).resolves.toMatchObject({ stderr: expect.stringContaining('--in-turn') });
  expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([]);
});

it('edits with one picture', { timeout: 240_000 }, async () => {
  const small = ['--size', '64', '--steps', '2', '-p', 'make the wall blue', '-o', 'kontext'];
  const { stdout } = await edit(photo, '-m', golden('kontext-tiny'), ...small);
  expect(stdout).toContain('paints 64 × 64: 2 steps');
  expect(await sharp(join(folder, 'kontext-1-make-the-wall-blue.png')).metadata()).toMatchObject({ width: 64 });
});
