import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { quick, runCli, workFolder } from '../../testing/run-cli.js';

const lines = (text: string | Buffer) => text.toString().trim().split('\n');

it('writes photo-overpaint.png beside the photo, and tells its path on stdout', async () => {
  await using folder = await workFolder();
  await mkdir(folder.path('album'));
  await sharp(folder.path('photo.jpg')).toFile(folder.path('album/photo.jpg'));
  const { status, stdout, stderr } = await runCli(['album/photo.jpg', '-p', 'ink drawing', ...quick], folder);
  expect(stderr).toMatch(/album\/photo\.jpg {2}64 × 43, seed \d+, /);
  expect([status, lines(stdout)]).toEqual([0, [join('album', 'photo-overpaint.png')]]);
  expect(await sharp(folder.path('album/photo-overpaint.png')).metadata()).toMatchObject({ width: 64, height: 43 });
});

it('paints the same picture for the same seed, in two processes', async () => {
  await using folder = await workFolder();
  const args = ['photo.jpg', '-p', 'ink drawing', '--seed', '7', ...quick];
  await runCli([...args, '-o', 'first.png'], folder);
  await runCli([...args, '-o', 'second.png'], folder);
  expect(await readFile(folder.path('first.png'))).toEqual(await readFile(folder.path('second.png')));
});

it('paints the same with one network in memory at a time, and plans less of it', async () => {
  await using folder = await workFolder();
  const args = ['photo.jpg', '-p', 'ink drawing', '--seed', '7', ...quick];
  await runCli([...args, '-o', 'all.png', '--no-metadata'], folder);
  await runCli([...args, '-o', 'staged.png', '--no-metadata', '--memory', 'staged'], folder);
  expect(await readFile(folder.path('staged.png'))).toEqual(await readFile(folder.path('all.png')));
  const planned = async (...memory: string[]) => {
    const { stdout } = await runCli(['plan', ...args, ...memory, '--json'], folder);
    return Number(/"memoryBytes": (\d+)/.exec(stdout.toString())?.[1]);
  };
  expect(await planned('--memory', 'staged')).toBeLessThan(await planned());
  expect((await runCli([...args, '--memory', 'little'], folder)).status).toBe(2);
});

it('expands patterns, makes the folder, and numbers what would have one name', async () => {
  await using folder = await workFolder(['a.jpg', 'b.png', 'c.jpg']);
  const { status, stdout } = await runCli(['*.jpg', 'c.jpg', '-o', 'new/out/', '--count', '2', ...quick], folder);
  expect([status, lines(stdout)]).toEqual([
    0,
    ['a-overpaint-1.png', 'a-overpaint-2.png', 'c-overpaint-1.png', 'c-overpaint-2.png'].map((name) =>
      join('new/out', name),
    ),
  ]);
});

it('never replaces a file under a name it made, unless told to', async () => {
  await using folder = await workFolder();
  await writeFile(folder.path('photo-overpaint.png'), 'mine');
  await runCli(['photo.jpg', ...quick], folder);
  expect(await folder.files()).toEqual(['photo-overpaint-2.png', 'photo-overpaint.png', 'photo.jpg']);
  expect(await readFile(folder.path('photo-overpaint.png'), 'utf8')).toBe('mine');
  await runCli(['photo.jpg', '--overwrite', ...quick], folder);
  expect((await sharp(folder.path('photo-overpaint.png')).metadata()).width).toBe(64);
});

it('replaces the file that -o names, in the format of its ending', async () => {
  await using folder = await workFolder();
  await writeFile(folder.path('out.webp'), 'old');
  expect((await runCli(['photo.jpg', '-o', 'out.webp', ...quick], folder)).status).toBe(0);
  expect((await sharp(folder.path('out.webp')).metadata()).format).toBe('webp');
});

it('goes on after a picture that fails, and says which one that was', async () => {
  await using folder = await workFolder(['a.jpg', 'c.jpg']);
  await writeFile(folder.path('b.jpg'), 'no picture');
  const { status, stdout, stderr } = await runCli(['a.jpg', 'b.jpg', 'none*.jpg', 'c.jpg', ...quick], folder);
  expect(status).toBe(1);
  expect(lines(stdout)).toEqual(['a-overpaint.png', 'c-overpaint.png']);
  expect(stderr).toContain('b.jpg: expected a JPEG, PNG');
  expect(stderr).toContain('no file matches none*.jpg');
  expect(stderr).toMatch(/2 of 4 pictures are done in [^\n]+, [\d.]+ s each\. Failed: b\.jpg, none\*\.jpg\./);
  expect(await folder.files()).toEqual(['a-overpaint.png', 'a.jpg', 'b.jpg', 'c-overpaint.png', 'c.jpg']);
});

it('says what a folder should have been', async () => {
  await using folder = await workFolder();
  await mkdir(folder.path('album'));
  const { status, stderr } = await runCli(['album/', ...quick], folder);
  expect([status, stderr]).toEqual([1, 'album/ is a folder. All pictures in it are "album/*.{jpg,jpeg,png,webp}".\n']);
  await runCli(['album/', 'photo.jpg', '-o', 'album', ...quick], folder);
  const { stdout } = await runCli(['album/*.{jpg,png}', '-o', 'again/', ...quick], folder);
  expect(lines(stdout)).toEqual([join('again', 'photo-overpaint-overpaint.png')]);
});

it('reads stdin and writes stdout, and says nothing else there', async () => {
  await using folder = await workFolder();
  const stdin = await readFile(folder.path('photo.jpg'));
  const { status, stdout } = await runCli(['-', '-o', '-', '--format', 'jpeg', ...quick], { ...folder, stdin });
  expect(status).toBe(0);
  expect((await sharp(stdout).metadata()).format).toBe('jpeg');
});

it('tells programs everything in one JSON document', async () => {
  await using folder = await workFolder();
  await writeFile(folder.path('empty.png'), '');
  const args = ['photo.jpg', 'empty.png', '-p', 'ink drawing', '--seed', '3', '--json', ...quick];
  const { status, stdout } = await runCli(args, folder);
  expect(status).toBe(1);
  expect(JSON.parse(stdout.toString())).toMatchObject([
    { input: 'photo.jpg', outputs: ['photo-overpaint.png'], seed: 3, recipe: { prompt: { given: 'ink drawing' } } },
    { input: 'empty.png', outputs: [], error: { code: 'IMAGE_DECODE' } },
  ]);
});

it('says nothing with --quiet', async () => {
  await using folder = await workFolder();
  const { stdout, stderr } = await runCli(['photo.jpg', '--quiet', ...quick], folder);
  expect([stdout.toString(), stderr]).toEqual(['', '']);
});

it('paints again by the recipe of a picture', async () => {
  await using folder = await workFolder();
  await runCli(['photo.jpg', '-p', 'ink drawing', '--seed', '11', '--strength', '0.8', ...quick], folder);
  await runCli(['photo.jpg', '--recipe', 'photo-overpaint.png', '-o', 'again.png'], folder);
  const [first, again] = await Promise.all(
    ['photo-overpaint.png', 'again.png'].map((name) => sharp(folder.path(name)).raw().toBuffer()),
  );
  expect(again).toEqual(first);
});

it('finds the model of a recipe where it is installed, and has a folder named', async () => {
  await using folder = await workFolder();
  const tiny = new URL('../../../../core/golden/pipelines/sd15-tiny/', import.meta.url);
  await cp(tiny, folder.path('own'), { recursive: true });
  await cp(tiny, folder.path('node_modules/some-model/model'), { recursive: true });
  const manifest = { name: 'some-model', version: '1.0.0', overpaint: { model: './model' } };
  await writeFile(folder.path('node_modules/some-model/package.json'), JSON.stringify(manifest));
  const paint = (...args: string[]) => runCli(['photo.jpg', '-o', 'again.png', ...args], folder);

  await paint('-p', 'ink', '-m', 'some-model', '-o', 'first.png', ...quick);
  expect((await paint('--recipe', 'first.png')).status).toBe(0);
  const [first, again] = await Promise.all(
    ['first.png', 'again.png'].map((name) => sharp(folder.path(name)).raw().toBuffer()),
  );
  expect(again).toEqual(first);

  await paint('-p', 'ink', '-m', 'own', '-o', 'second.png', ...quick);
  const { status, stderr } = await paint('--recipe', 'second.png');
  expect([status, stderr]).toEqual([1, expect.stringContaining('painted by "own"')]);
  expect((await paint('--recipe', 'second.png', '-m', 'own')).status).toBe(0);
});

it('leaves the recipe out with --no-metadata', async () => {
  await using folder = await workFolder();
  await runCli(['photo.jpg', '--no-metadata', '-o', 'bare.png', ...quick], folder);
  const { status, stderr } = await runCli(['recipe', 'bare.png'], folder);
  expect(status).toBe(1);
  expect(stderr).toContain('bare.png holds no recipe');
});
