import { describe, expect, it, vi } from 'vitest';
import { BackendError } from '../errors/index.js';
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

describe('a network that is lost', () => {
  const call = { image: referencePicture(), prompt: 'ink', size: 64, steps: 2, strength: 1, seed: 7 };

  /** Networks whose thread ends `losses` times while the denoiser runs. */
  function losing(losses: number) {
    const platform = referencePlatform();
    const create = platform.backend.createSession;
    let left = losses;
    const opened = vi.spyOn(platform.backend, 'createSession').mockImplementation(async (file) => {
      const session = await create(file);
      let lost = false;
      return {
        ...session,
        get lost() {
          return lost;
        },
        async run(feeds, fetches) {
          if (file.component === 'unet' && left > 0) {
            left--;
            lost = true;
          }
          if (lost) throw new BackendError(file.component, 'Its thread ended.');
          return session.run(feeds, fetches);
        },
      };
    });
    return { ...createOverpaint(platform), openings: () => opened.mock.calls.map(([file]) => file.component) };
  }

  it('is opened anew, and what was under way done again', async () => {
    const expected = await losing(0).img2img(call);
    const { img2img, openings } = losing(1);
    expect((await img2img(call)).images[0].data).toEqual(expected.images[0].data);
    expect(openings().filter((component) => component === 'unet')).toHaveLength(2);
  });

  it('is an error when that is lost as well, and opened anew by the next call', async () => {
    const { img2img } = losing(2);
    await expect(img2img(call)).rejects.toMatchObject({ code: 'BACKEND', component: 'unet' });
    await expect(img2img(call)).resolves.toHaveProperty('images.length', 1);
  });
});
