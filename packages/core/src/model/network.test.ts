import { expect, it } from 'vitest';
import { createOverpaint } from '../overpaint.js';
import { tensor } from '../tensor/tensor.js';
import { referencePlatform } from '../testing/reference-platform.js';

const { loadNetwork, dispose } = createOverpaint<URL, never, never>(referencePlatform() as never);
const latents = tensor([1, 4, 8, 8], new Float32Array(256).fill(0.1));

it('opens one network of a folder, or a graph by its own name, and runs it by the names of its inputs', async () => {
  const network = await loadNetwork('sd15-tiny/vae_decoder');
  expect(network.inputs.map(({ name }) => name)).toEqual(['latent_sample']);
  const { sample } = await network.run({ latent_sample: latents });
  expect(sample!.dims).toEqual([1, 3, 64, 64]);
  const same = await loadNetwork('sd15-tiny/vae_decoder/model.onnx');
  expect((await same.run({ latent_sample: latents }, { outputs: ['sample'] }))['sample']).toEqual(sample);
});

it('says what is missing', async () => {
  const network = await loadNetwork('sd15-tiny/unet');
  await expect(network.run({ sample: latents })).rejects.toMatchObject({ code: 'MODEL_INVALID', component: 'network' });
  await expect(loadNetwork('sd15-tiny/unet/other.onnx')).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  await expect(loadNetwork('sd15-tiny')).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  await expect(loadNetwork(5 as never)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

it('is refused after it was freed, by its user or with everything', async () => {
  const network = await loadNetwork('sd15-tiny/vae_decoder');
  await network.dispose();
  await expect(network.run({ latent_sample: latents })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  const other = await loadNetwork('sd15-tiny/vae_decoder');
  await dispose();
  expect(other.disposed).toBe(true);
});
