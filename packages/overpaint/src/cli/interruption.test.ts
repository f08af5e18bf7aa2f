import { readdir, readFile, rm } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { quick, type RunOptions, runCli, workFolder } from '../testing/run-cli.js';

const endless = ['--size', '256', '--steps', '1000', '--steps-mode', 'exact'];

/** Sends Ctrl-C when the command says `word`, or `later` milliseconds after; a second time as soon as it answers. */
function interruptAt(word: string, { later = 0, twice = false } = {}): NonNullable<RunOptions['watch']> {
  let sent = 0;
  return (said, child) => {
    if (sent === 0 && said.includes(word)) {
      sent++;
      setTimeout(() => child.kill('SIGINT'), later);
    }
    if (sent === 1 && twice && said.includes('Stopping')) {
      sent++;
      child.kill('SIGINT');
    }
  };
}

it.each([false, true])('ends with status 130 and leaves no file after Ctrl-C (a second time: %s)', async (twice) => {
  await using folder = await workFolder();
  const { status, stdout, stderr } = await runCli(['photo.jpg', 'photo.jpg', '-o', 'out/', ...endless], {
    ...folder,
    watch: interruptAt('starting', { later: 1500, twice }), // the network runs by then
  });
  expect(stderr).toContain('Stopping after the network call that is running.');
  expect([status, stdout.length]).toEqual([130, 0]);
  expect(await folder.files()).toEqual(['photo.jpg']);
});

it('stops waiting for stdin', async () => {
  await using folder = await workFolder(['photo.jpg']);
  const { status, stderr } = await runCli(['photo.jpg', '-', '-o', 'out/', ...quick], {
    ...folder,
    stdin: 'open',
    watch: interruptAt('photo-overpaint.png', { later: 500 }),
  });
  expect(status).toBe(130);
  expect(stderr).toMatch(/Once more to leave without tidying up\.\n1 of 2 pictures are done in [\d.]+ s\.\n$/);
});

it('keeps the pictures that were done, and does not begin another', async () => {
  await using folder = await workFolder(['a.jpg', 'b.jpg']);
  const { status, stdout, stderr } = await runCli(['a.jpg', 'b.jpg', '--count', '64', ...quick], {
    ...folder,
    watch: interruptAt('a-overpaint-1.png'),
  });
  const files = await folder.files();
  expect(status).toBe(130);
  expect(stderr).not.toContain('b.jpg  starting');
  expect(files).toEqual(['a.jpg', ...stdout.toString().trim().split('\n'), 'b.jpg'].sort());
  expect(files.length).toBeGreaterThan(2);
});

it('leaves whole pictures and nothing else at whatever moment Ctrl-C comes, and what comes after is what it would have been', async () => {
  await using folder = await workFolder(['a.jpg', 'b.jpg']);
  const args = ['a.jpg', 'b.jpg', '--resume', '--seed', '7', ...quick, '-o'];
  const started = performance.now();
  expect((await runCli([...args, 'whole/'], folder)).status).toBe(0);
  const once = performance.now() - started;
  const look = async () => (await readdir(folder.path('out')).catch((): string[] => [])).sort();
  for (let moment = 0; moment < 6; moment += 2) {
    const later = (once * moment) / 8; // the first part of a run goes by before it says that it starts
    const { status, stderr } = await runCli([...args, 'out/'], {
      ...folder,
      watch: interruptAt('starting', { later }),
    });
    expect([0, 130], stderr).toContain(status);
    expect(stderr).not.toMatch(/^ {4}at /m);
    for (const name of await look()) {
      expect(name).toMatch(/^[ab]-overpaint\.png$|jsonl$/);
      if (name.endsWith('png')) await sharp(folder.path(`out/${name}`)).stats(); // throws for a half one
    }
    if (status === 0) await rm(folder.path('out'), { recursive: true });
  }
  expect((await runCli([...args, 'out/'], folder)).status).toBe(0);
  for (const name of ['a-overpaint.png', 'b-overpaint.png']) {
    expect(await readFile(folder.path(`out/${name}`))).toEqual(await readFile(folder.path(`whole/${name}`)));
  }
});
