import { expect, it } from 'vitest';
import { bar, duration } from './bar.js';
import { showProgress } from './progress.js';
import { Terminal } from './terminal.js';

function fakeStream(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string) => written.push(text) > 0 };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

const step = {
  type: 'step',
  picture: 0,
  index: 6,
  total: 12,
  timestep: 1,
  secondsPerStep: 0.5,
  remainingSeconds: 3,
} as const;

it('moves one line on a terminal, no wider than it is, and clears it before the next line', () => {
  const { written, stream } = fakeStream(true, 40);
  const terminal = new Terminal({}, stream);
  showProgress(terminal, 'photo.jpg', 1)(step);
  terminal.note('done');
  const [, line, clear, note] = written;
  const home = '\r\u001b[K'; // to the left, then clear the line
  expect(line!.startsWith(`${home}photo.jpg  ${bar(0.5)}`)).toBe(true);
  expect([...line!.slice(home.length)].length).toBeLessThan(40);
  expect([clear, note]).toEqual(['\r\u001b[K', 'done\n']);
});

it('writes plain lines where lines cannot move, and few of them', () => {
  const { written, stream } = fakeStream(false);
  const show = showProgress(new Terminal({}, stream), 'photo.jpg', 2);
  for (let index = 1; index <= 12; index++) show({ ...step, index });
  expect(written).toEqual(['photo.jpg  starting\n']);
});

it('draws a bar and says durations', () => {
  expect([bar(0), bar(0.5), bar(2)].map((text) => text.replace(/░/g, '').length)).toEqual([0, 12, 24]);
  expect([0.04, 4.26, 59.6, 185].map(duration)).toEqual(['0.0 s', '4.3 s', '1 min 00 s', '3 min 05 s']);
});
