import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/index.js';
import { cropTensor, joinWindows } from './windowed.js';
import { coverWithWindows, eachWindow, scaleWindows, windowWeights } from './windows.js';

describe.each([
  [{ width: 4032, height: 3008 }, 512, 128, 64],
  [{ width: 1024, height: 1024 }, 512, 128, 64],
  [{ width: 576, height: 512 }, 512, 128, 64],
  [{ width: 640, height: 64 }, 128, 64, 64],
  [{ width: 2000, height: 1504 }, 512, 128, 16],
])('windows over %o', (picture, side, overlap, grid) => {
  const windows = coverWithWindows(picture, { width: side, height: side }, overlap, grid);

  it.each(['columns', 'rows'] as const)('%s cover it, on the grid, each over its neighbours', (axis) => {
    const [length, window] = axis === 'columns' ? [picture.width, windows.width] : [picture.height, windows.height];
    const begins = windows[axis];
    expect(begins[0]).toBe(0);
    expect(begins.at(-1)! + window).toBe(length);
    for (const [i, start] of begins.entries()) {
      expect(start % grid).toBe(0);
      if (i > 0) expect(begins[i - 1]! + window - start).toBeGreaterThanOrEqual(overlap);
    }
  });

  it('cut a tensor and put it together again', () => {
    const cells = scaleWindows(windows, 1 / 8);
    const [height, width] = [picture.height / 8, picture.width / 8];
    const whole = createRandom(3).gaussian([1, 2, height, width]);
    const joined = joinWindows(cells, [1, 2, height, width]);
    for (const [index, window] of eachWindow(cells).entries()) joined.add(index, cropTensor(whole, window));
    const result = joined.result();
    expect(result.dims).toEqual(whole.dims);
    expect(result.data.every((value, i) => Math.abs(value - whole.data[i]!) < 1e-6)).toBe(true);
  });
});

it('a picture no larger than a window is one window, whose values are as they are', () => {
  const windows = coverWithWindows({ width: 320, height: 512 }, { width: 512, height: 512 }, 128, 64);
  expect(windows).toEqual({ width: 320, height: 512, columns: [0], rows: [0] });
  const whole = createRandom(1).gaussian([2, 3, 512, 320]);
  const joined = joinWindows(windows, [2, 3, 512, 320]);
  joined.add(0, cropTensor(whole, eachWindow(windows)[0]!));
  expect(joined.result()).toEqual(whole);
});

it('a window fades towards its neighbours, and not towards the edge of the picture', () => {
  const [first, second] = [0, 1].map((index) => windowWeights([0, 6], 8, index));
  expect([...first!]).toEqual([1, 1, 1, 1, 1, 1, 0.75, 0.25]);
  expect([...second!]).toEqual([0.25, 0.75, 1, 1, 1, 1, 1, 1]);
});
