import { expect, it, vi } from 'vitest';
import type { ModelFiles } from '../backend/files.js';
import { createOverpaint } from '../overpaint.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';

/** The reference model with an overpaint.json of its own. */
const saying =
  (settings: object) =>
  (files: ModelFiles): ModelFiles => {
    const text = new TextEncoder().encode(JSON.stringify(settings));
    return {
      ...files,
      list: async () => [...(await files.list()), { path: 'overpaint.json', size: text.length }],
      read: (path) => (path === 'overpaint.json' ? Promise.resolve(text) : files.read(path)),
    };
  };

it.each([
  [{ optimised: true }, true],
  [{ optimised: 'no' }, false],
  [{}, false],
])('with the settings %j opens graphs as optimised: %s', async (settings, optimised) => {
  const platform = referencePlatform({ files: saying(settings) });
  const opened = vi.spyOn(platform.backend, 'createSession');
  await createOverpaint(platform).img2img({ image: referencePicture(), size: 64, steps: 1, strength: 1 });
  expect(opened.mock.calls.map(([file]) => [file.component, file.optimised])).toEqual([
    ['text_encoder', optimised],
    ['vae_encoder', optimised],
    ['unet', optimised],
    ['vae_decoder', optimised],
  ]);
});
