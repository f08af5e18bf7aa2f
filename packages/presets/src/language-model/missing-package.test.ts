import { expect, it, vi } from 'vitest';
import { lmExpander } from './index.js';

vi.mock('@xenova/transformers', () => {
  throw new Error('Cannot find package');
});

it('names the command that installs the optional package', async () => {
  await expect(lmExpander({ model: 'any' })('a cat')).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    feature: 'lmExpander',
    message: expect.stringContaining('npm install @xenova/transformers'),
    [Symbol.for('overpaint.error')]: true,
  });
});
