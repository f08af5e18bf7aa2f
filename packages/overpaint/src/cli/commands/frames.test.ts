import { spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { runCli, workFolder } from '../../testing/run-cli.js';
import { tweenFlag } from '../tween-flag.js';

const program = fileURLToPath(new URL('../../../bin/overpaint.js', import.meta.url));
const quick = ['-p', 'ink', '--size', '64', '--steps', '1', '--steps-mode', 'exact', '--seed', '7'];

/** Pictures with edges in them, as an animation and as files of a folder. */
async function animationFolder(count = 3) {
  const folder = await workFolder([]);
  await mkdir(folder.path('shots'));
  const names = Array.from({ length: count }, (_, index) => folder.path(`shots/${index + 1}.png`));
  for (const [index, name] of names.entries()) {
    const box = Buffer.from(
      `<svg width="64" height="48"><rect width="64" height="48" fill="#468"/><rect x="${5 * index}" y="9" width="20" height="20" fill="#fc6"/></svg>`,
    );
    await sharp(box).png().toFile(name);
  }
  const delay = names.map((_, index) => 40 + 10 * index);
  await sharp(names, { join: { animated: true } })
    .gif({ loop: 2, delay })
    .toFile(folder.path('dance.gif'));
  return folder;
}

/** Starts the command line and ends it as a crash would once something is there. */
async function killedOnce(args: readonly string[], cwd: string, there: () => Promise<boolean>): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], { cwd, stdio: 'ignore' });
  const closed = new Promise((resolve) => child.on('close', resolve));
  while (child.exitCode === null && !(await there())) await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill('SIGKILL');
  await closed;
}

it('goes on after it was killed at any frame, with the very same file as without, in time and loops of the source', async () => {
  await using folder = await animationFolder();
  const args = ['frames', 'dance.gif', ...quick, '--follow', '0.4', '-o'];
  expect((await runCli([...args, 'whole.webp'], folder)).status).toBe(0);
  expect(await sharp(folder.path('whole.webp'), { animated: true }).metadata()).toMatchObject({
    ...{ pages: 3, width: 64, pageHeight: 48, loop: 2, delay: [40, 50, 60] },
  });
  const store = folder.path('killed.webp.frames');
  for (const after of [1, 2]) {
    await killedOnce([...args, 'killed.webp'], folder.cwd, async () =>
      (await readdir(store).catch((): string[] => [])).includes(`frame-0000${after}.png`),
    );
  }
  const ended = await runCli([...args, 'killed.webp'], folder);
  expect(ended.status).toBe(0);
  expect(await readFile(folder.path('killed.webp'))).toEqual(await readFile(folder.path('whole.webp')));
  expect((await folder.files()).filter((name) => name.startsWith('killed') || name.startsWith('.'))).toEqual([
    'killed.webp',
  ]);
});

it('paints a folder of frames into another one, and only what is new of it the second time', async () => {
  await using folder = await animationFolder(2);
  const args = ['frames', 'shots', ...quick, '--json'];
  const first = await runCli(args, folder);
  expect(JSON.parse(first.stdout.toString())).toMatchObject([{ outputs: ['shots-overpaint/'], frames: 2, painted: 2 }]);
  expect((await readdir(folder.path('shots-overpaint'))).sort()).toEqual([
    'frame-00001.png',
    'frame-00002.png',
    'frames.json',
  ]);
  const again = await runCli(args, folder);
  expect(JSON.parse(again.stdout.toString())).toMatchObject([{ frames: 2, painted: 0 }]);
  const other = await runCli([...args, '--strength', '0.9'], folder);
  expect([other.status, other.stderr]).toEqual([2, expect.stringContaining('frames of another call')]);
});

it('makes an animation of one picture, and carries its recipe', async () => {
  await using folder = await animationFolder(2);
  await cp(folder.path('shots/1.png'), folder.path('photo.png'));
  const args = ['frames', 'photo.png', ...quick, '--length', '2', '--tween', 'strength=0.2..0.8', '--fps', '20'];
  expect((await runCli([...args, '-o', 'photo.gif'], folder)).status).toBe(0);
  const facts = await sharp(folder.path('photo.gif'), { animated: true }).metadata();
  expect(facts).toMatchObject({ pages: 2, loop: 0, delay: [50, 50] });
  expect((await runCli([...args, '-o', 'loop.webp'], folder)).status).toBe(0);
  const { stdout } = await runCli(['recipe', 'loop.webp'], folder);
  expect(JSON.parse(stdout.toString())).toMatchObject({ seed: 7, strength: 0.2 });
});

it.each([
  [['dance.gif', '-o', 'dance.gif'], 'write over the source'],
  [['shots', '-o', 'shots'], 'write over the source'],
  [['dance.gif', '--loops', '3'], 'one picture'],
  [['dance.gif', '--tween', 'steps=1..2'], 'tween'],
])('refuses %j', async (args, said) => {
  await using folder = await animationFolder(2);
  const { status, stderr } = await runCli(['frames', ...args, ...quick], folder);
  expect([status, stderr]).toEqual([2, expect.stringContaining(said)]);
});

it('reads what --tween says', () => {
  expect(tweenFlag('guidance-scale=1..7.5', { strength: [0.2, 0.8] })).toEqual({
    ...{ strength: [0.2, 0.8], guidanceScale: [1, 7.5] },
  });
  expect(() => tweenFlag('strength=0.2')).toThrow('FROM..TO');
});
