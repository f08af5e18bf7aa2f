import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { chooseDestination } from './destination.js';
import type { Picture } from './pictures.js';

it('keeps a finished picture that its place takes no more among the temporary files, and says where', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'overpaint-destination-'));
  try {
    const path = join(folder, 'photo.jpg');
    const picture: Picture = {
      name: 'photo.jpg',
      input: path,
      stem: 'photo',
      folder,
      from: 'file',
      path,
      load: async () => path,
    };
    for (const output of ['out/', 'out/one.png'].map((name) => join(folder, name))) {
      const destination = await chooseDestination([picture], { output, suffix: 'overpaint' });
      await writeFile(join(folder, 'out'), ''); // since then
      const error = await destination
        .write(Uint8Array.of(1, 2, 3), { picture, number: 1, total: 1 })
        .catch((error) => error);
      await rm(join(folder, 'out'));
      expect(error).toMatchObject({
        code: 'STORAGE',
        message: expect.stringContaining('results cannot be written there'),
      });
      const [, kept] = /The picture is kept as (.+)$/.exec(error.message) ?? [];
      expect([...(await readFile(kept!))]).toEqual([1, 2, 3]);
      await rm(dirname(kept!), { recursive: true });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
