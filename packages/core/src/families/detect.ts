import { ModelInvalidError, UnsupportedError } from '../errors/index.js';
import type { ModelFolder } from '../model/inspect.js';
import type { Family } from './family.js';
import { families } from './index.js';
import { latentChannels, unetChannels } from './unet.js';

/**
 * Which family a folder belongs to, from its graphs. model_index.json often lies (exports keep the name of the pipeline
 * that they came from).
 *
 * @throws ModelInvalidError `MODEL_INVALID` when a network is missing; UnsupportedError `UNSUPPORTED` for families to come.
 */
export function detectFamily(folder: ModelFolder): Family {
  const known: readonly Family[] = families;
  const { components, location } = folder;
  if (!components['unet'] && !components['transformer']) {
    const found = Object.keys(components).join(', ') || 'no network at all';
    throw new ModelInvalidError(
      'unet',
      `unet: expected a folder in the diffusers layout with unet/model.onnx in ${location}, found ${found}.`,
    );
  }
  const later = familyToCome(folder);
  const family = later === undefined ? known.find((one) => one.matches(folder)) : undefined;
  if (family === undefined) throw unknown(folder, later);
  for (const name of family.components) {
    if (components[name]) continue;
    throw new ModelInvalidError(name, `${name}: expected ${name}/model.onnx in ${location}, but there is none.`);
  }
  return family;
}

/** What a folder is whose graphs look like a family's without being one. */
function familyToCome({ components }: ModelFolder): string | undefined {
  if (components['transformer']) return 'transformer models (Stable Diffusion 3, FLUX)';
  const inputs = components['unet']?.inputs.map(({ name }) => name) ?? [];
  if (inputs.some((name) => name === 'text_embeds' || name.startsWith('onnx::'))) return 'SDXL';
  if (inputs.includes('timestep_cond')) return 'latent consistency models with a guidance embedding';
  if (inputs.some((name) => name.startsWith('down_block'))) return 'ControlNet';
  return undefined;
}

function unknown(folder: ModelFolder, later: string | undefined): Error {
  const latent = latentChannels(folder);
  const taken = unetChannels(folder);
  if (later === undefined) {
    return new ModelInvalidError(
      'unet',
      `unet: expected ${latent} input channels (Stable Diffusion), ${2 * latent} (InstructPix2Pix) or ${2 * latent + 1} (inpainting), received ${taken}.`,
    );
  }
  return new UnsupportedError(
    'family',
    `${folder.location} belongs to a family that this version cannot run yet: ${later}. ` +
      'Models of Stable Diffusion 1.x and 2.x and of InstructPix2Pix can be used.',
  );
}
