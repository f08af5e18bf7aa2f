import type { ModelFolder } from '../model/inspect.js';
import { latentChannels } from './latent-space.js';
import { unetChannels } from './unet.js';

/** Kinds of models that are known but not run, each with what its graph takes that no other's does. */
const kinds: readonly { readonly what: string; is(facts: Facts): boolean }[] = [
  {
    what: 'UNets that are exported for a ControlNet beside them',
    is: ({ inputs }) => inputs.some((name) => /^(down|mid)_block/.test(name)),
  },
  {
    what: 'upscalers',
    is: ({ inputs, channels, latent }) => inputs.includes('class_labels') || channels === latent + 3,
  },
  {
    what: 'FLUX.2 dev',
    is: ({ inputs, idWidth }) => inputs.includes('img_ids') && idWidth === 4,
  },
  {
    what: 'FLUX.1 that takes a picture beside the latents (Fill, Canny, Depth)',
    is: ({ inputs, channels, latent }) => inputs.includes('img_ids') && channels !== 4 * latent,
  },
];

interface Facts {
  readonly inputs: readonly string[];
  readonly channels: number | undefined;
  readonly latent: number;
  readonly idWidth: number | string | undefined;
}

/** What a folder is whose graphs are of no family here, where that can be told. */
export function familyToCome(folder: ModelFolder): string | undefined {
  const { unet, transformer } = folder.components;
  const specs = (unet ?? transformer)!.inputs;
  const packed = transformer?.inputs.find(({ name }) => name === 'hidden_states')?.dims.at(-1);
  const facts: Facts = {
    inputs: specs.map(({ name }) => name),
    channels: unetChannels(folder) ?? (typeof packed === 'number' ? packed : undefined),
    latent: latentChannels(folder),
    idWidth: specs.find(({ name }) => name === 'img_ids')?.dims.at(-1),
  };
  return kinds.find(({ is }) => is(facts))?.what;
}
