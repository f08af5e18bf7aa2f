import { expect, it, vi } from 'vitest';
import { createOverpaint } from '../overpaint.js';
import { referencePicture, referencePlatform, withFile } from '../testing/reference-platform.js';

it.each([
  [{ optimised: true }, true],
  [{ optimised: 'no' }, false],
  [{}, false],
])('with the settings %j opens graphs as optimised: %s', async (settings, optimised) => {
  const platform = referencePlatform({ files: withFile('overpaint.json', JSON.stringify(settings)) });
  const opened = vi.spyOn(platform.backend, 'createSession');
  await createOverpaint(platform).img2img({ image: referencePicture(), size: 64, steps: 1, strength: 1 });
  expect(opened.mock.calls.map(([file]) => [file.component, file.optimised])).toEqual([
    ['text_encoder', optimised],
    ['vae_encoder', optimised],
    ['unet', optimised],
    ['vae_decoder', optimised],
  ]);
});
