import { expect, it } from 'vitest';
import { sizeOf } from './size-of.js';

const inspect = async () => ({ nativeSize: 512, multiple: 8 });

it('keeps the native area in the shape that is asked for, on the grid of the network', async () => {
  expect(await sizeOf({ size: undefined, aspectRatio: '16:9' }, inspect)).toEqual({
    size: { width: 680, height: 384 }, // 0.996 of 512²; 1.771 for 1.778
    warnings: [],
  });
  expect(await sizeOf({ size: undefined, aspectRatio: '1:4' }, inspect)).toMatchObject({
    size: { width: 256, height: 1024 },
  });
});

it('leaves the size to the model where none is asked for', async () => {
  expect(await sizeOf({ size: undefined, aspectRatio: undefined }, inspect)).toEqual({ warnings: [] });
});

it.each(['1:0', '4/3', '0:0'] as const)('refuses the shape %s', async (aspectRatio) => {
  await expect(sizeOf({ size: undefined, aspectRatio: aspectRatio as '1:0' }, inspect)).rejects.toMatchObject({
    argument: 'aspectRatio',
  });
});
