import { ModelInvalidError, UnsupportedError } from '../errors/index.js';
import type { ModelFolder } from '../model/inspect.js';
import type { Family } from './family.js';
import { instructPix2Pix } from './instruct-pix2pix.js';
import { stableDiffusion } from './stable-diffusion.js';

/**
 * Which family a folder belongs to, from its graphs: they cannot lie about what they take. model_index.json often does
 * (exports keep the name of the pipeline that they came from).
 *
 * @throws ModelInvalidError `MODEL_INVALID` when a network is missing; UnsupportedError `UNSUPPORTED` for families to come.
 */
export function detectFamily(folder: ModelFolder): Family {
  const { components, location } = folder;
  const unet = components['unet'];
  if (components['transformer']) throw later(folder, 'transformer models (Stable Diffusion 3, FLUX)');
  if (!unet) {
    const found = Object.keys(components).join(', ') || 'no network at all';
    throw new ModelInvalidError(
      'unet',
      `unet: expected a folder in the diffusers layout with unet/model.onnx in ${location}, found ${found}.`,
    );
  }
  const takes = (name: string) => unet.inputs.some((input) => input.name === name);
  if (takes('text_embeds') || unet.inputs.some(({ name }) => name.startsWith('onnx::'))) throw later(folder, 'SDXL');
  if (takes('timestep_cond')) throw later(folder, 'latent consistency models with a guidance embedding');
  if (unet.inputs.some(({ name }) => name.startsWith('down_block'))) throw later(folder, 'ControlNet');

  const family = familyByChannels(
    folder,
    unet.inputs.find(({ name }) => name === 'sample')?.dims[1],
    latentChannels(folder),
  );
  for (const name of family.components) {
    if (components[name]) continue;
    throw new ModelInvalidError(name, `${name}: expected ${name}/model.onnx in ${location}, but there is none.`);
  }
  return family;
}

function familyByChannels(folder: ModelFolder, channels: number | string | undefined, latent: number): Family {
  const taken =
    typeof channels === 'number' ? channels : Number(folder.components['unet']?.config?.['in_channels'] ?? latent);
  if (taken === latent) return stableDiffusion;
  if (taken === 2 * latent) return instructPix2Pix;
  if (taken === 2 * latent + 1) throw later(folder, 'inpainting networks (latents, mask and masked picture as input)');
  throw new ModelInvalidError(
    'unet',
    `unet: expected ${latent} input channels (Stable Diffusion) or ${2 * latent} (InstructPix2Pix), received ${taken}.`,
  );
}

/** Channels of a latent: what the VAE decoder takes, which every graph in this layout states. */
export function latentChannels({ components }: ModelFolder): number {
  const decoder = components['vae_decoder'];
  const dim = decoder?.inputs[0]?.dims[1] ?? components['unet']?.outputs[0]?.dims[1];
  if (typeof dim === 'number') return dim;
  const configured = decoder?.config?.['latent_channels'] ?? components['unet']?.config?.['out_channels'];
  return typeof configured === 'number' ? configured : 4;
}

const later = (folder: ModelFolder, what: string) =>
  new UnsupportedError(
    'family',
    `${folder.location} belongs to a family that this version cannot run yet: ${what}. ` +
      'Models of Stable Diffusion 1.x and 2.x and of InstructPix2Pix can be used.',
  );
