import { generateImage } from 'ai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOverpaint, imageToImage, overpaint } from './index.js';

const image = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"/>');

it.each<[what: string, meant: string, act: () => unknown]>([
  ['createOverpaint', 'models', () => createOverpaint({ model: { house: 'models/dreamy' } } as never)],
  ['imageToImage', 'onWarning', () => imageToImage({ inputs: new Blob([image]) }, { onwarning: () => {} } as never)],
])('%s refuses a name that is none, and says which is near', async (_, meant, act) => {
  await expect((async () => act())()).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining(`Did you mean "${meant}"?`),
  });
});

// What the AI SDK prints of warnings, the test reads.
const sdk = globalThis as { AI_SDK_LOG_WARNINGS?: false };
beforeAll(() => {
  sdk.AI_SDK_LOG_WARNINGS = false;
});
afterAll(() => {
  delete sdk.AI_SDK_LOG_WARNINGS;
});

it('warns of settings of a model or of a call that do not exist', async () => {
  const { warnings } = await generateImage({
    model: overpaint('mini', { strength: 0, guidence: 3 } as never),
    prompt: { images: [image], text: 'ink' },
    providerOptions: { overpaint: { stepz: 3, size: 16 } },
  });
  const told = warnings.map((warning) => ('message' in warning ? warning.message : '')).join('\n');
  expect(told).toContain('There is no option "guidence"');
  expect(told).toContain('Did you mean "steps"?');
});
