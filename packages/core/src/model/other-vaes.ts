import { ModelInvalidError } from '../errors/index.js';
import { configPath, isTiny, tinyFolder, tinyGraphs } from './graph-paths.js';
import type { Layout } from './layout.js';
import { mountedFiles } from './mounted-files.js';

/** Where the files of another autoencoder lie in the model's. */
const otherFolder = 'other-vae/';

/** Autoencoders of other folders: one in place of the model's own, and a small one beside it. */
export interface OtherVaes {
  readonly vae: Layout | undefined;
  readonly tinyVae: Layout | undefined;
}

/**
 * A model with autoencoders of other folders. `vae` takes the place of its own: a small one (TAESD) for speed, or a fine-tuned
 * one; what it lacks (an encoder, where only a decoder was exported) stays the model's. `tinyVae` lies beside, as in the model's
 * `taesd/`, for calls and previews that ask for it.
 *
 * @throws ModelInvalidError `MODEL_INVALID` when there is no autoencoder in one of them.
 */
export async function withOtherVaes(model: Layout, { vae, tinyVae }: OtherVaes): Promise<Layout> {
  const other = vae ? inPlace(model, vae) : model;
  return tinyVae ? beside(other, tinyVae) : other;
}

function inPlace(model: Layout, vae: Layout): Layout {
  const replaced = halvesOf(vae, 'vae');
  const graphs = Object.fromEntries(replaced.map((name) => [name, `${otherFolder}${vae.graphs[name]!}`]));
  const configs = replaced.map(configPath); // of what is replaced, the other folder's says how it scales
  const files = mountedFiles(model.files, { files: vae.files, folder: otherFolder, replaced: configs });
  return { files, graphs: { ...model.graphs, ...graphs } };
}

function beside(model: Layout, tiny: Layout): Layout {
  halvesOf(tiny, 'tinyVae');
  const own = Object.entries(model.graphs).filter(([name]) => !isTiny(name));
  return {
    files: mountedFiles(model.files, { files: tiny.files, folder: tinyFolder, replaced: [] }),
    graphs: { ...Object.fromEntries(own), ...tinyGraphs(tiny.graphs) },
  };
}

/** Which halves of an autoencoder a folder has. */
function halvesOf({ graphs, files }: Layout, argument: string): readonly string[] {
  const halves = ['vae_encoder', 'vae_decoder'].filter((name) => name in graphs);
  if (halves.length > 0) return halves;
  throw new ModelInvalidError(
    argument,
    `${argument}: expected vae_decoder/model.onnx, vae_encoder/model.onnx or both in ${files.location}, found neither.`,
  );
}
