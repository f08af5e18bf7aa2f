import { expect, it } from 'vitest';
import { runCli, workFolder } from '../testing/run-cli.js';

const endless = ['--size', '256', '--steps', '1000', '--steps-mode', 'exact'];

/** Sends Ctrl-C once painting has begun, and again as often as asked. */
function interruptTwice(times: 1 | 2) {
  let sent = 0;
  return (stderr: string, child: { kill(signal: 'SIGINT'): boolean }) => {
    if (sent === 0 && stderr.includes('starting')) {
      sent++;
      setTimeout(() => child.kill('SIGINT'), 1500); // the network runs by then
    }
    if (sent === 1 && times === 2 && stderr.includes('Stopping')) {
      sent++;
      child.kill('SIGINT');
    }
  };
}

it.each([1, 2] as const)('ends with status 130 and leaves no file after Ctrl-C (%i)', async (times) => {
  await using folder = await workFolder();
  const { status, stdout, stderr } = await runCli(['photo.jpg', 'photo.jpg', '-o', 'out/', ...endless], {
    ...folder,
    watch: interruptTwice(times),
  });
  expect(stderr).toContain('Stopping after the network call that is running.');
  expect([status, stdout.length]).toEqual([130, 0]);
  expect(await folder.files()).toEqual(['photo.jpg']);
});

it('keeps the pictures that were done, and does not begin another', async () => {
  await using folder = await workFolder(['a.jpg', 'b.jpg']);
  const { status, stdout, stderr } = await runCli(['a.jpg', 'b.jpg', '--size', '64', '--count', '64'], {
    ...folder,
    watch: interruptTwice(1),
  });
  const files = await folder.files();
  expect(status).toBe(130);
  expect(stderr).not.toContain('b.jpg  starting');
  expect(files).toEqual(['a.jpg', ...stdout.toString().trim().split('\n'), 'b.jpg'].sort());
  expect(files.length).toBeGreaterThan(2);
});
