import { ModelInvalidError } from '../errors/index.js';
import type { Family } from '../families/family.js';
import { tokenizerFiles } from '../text/tokenizer-files.js';
import type { ComponentInspection, ModelFolder } from './inspect.js';

/** A file that a model cannot do without, and what it is of. */
export interface NeededFile {
  readonly component: string;
  readonly path: string;
}

/** What a folder lacks of the networks, weights and tokenizers that its family cannot paint without. */
export function neededFiles({ components: networks, tokenizers }: Family, folder: ModelFolder): NeededFile[] {
  const { components, entries } = folder;
  const paths = new Set(entries.map(({ path }) => path));
  const source = { has: (path: string) => paths.has(path), read: () => Promise.reject(new Error('not read')) };
  // Of text encoders that may be missing, one is needed.
  const encoders = tokenizers.flatMap(({ textEncoder, missing }) => (missing === 'another' ? [textEncoder] : []));
  const one = encoders.some((name) => components[name]) ? [] : encoders.slice(0, 1);
  const absent = [...one, ...networks].filter((name) => components[name] === undefined);
  // Named as the folder names what it has: vae_decoder.onnx beside unet.onnx, vae_decoder/model.onnx otherwise.
  const flat = Object.values(components).some(({ name, path }) => path === `${name}.onnx`);
  const texts = tokenizers.filter(({ textEncoder }) => components[textEncoder] !== undefined);
  return [
    ...absent.map((component) => ({ component, path: `${component}${flat ? '' : '/model'}.onnx` })),
    ...Object.values(components).flatMap((component) => missingWeights(component, paths)),
    ...texts.flatMap(({ folder }) => {
      const files = tokenizerFiles(source, folder);
      const whole = files.has('tokenizer.json') || (files.has('vocab.json') && files.has('merges.txt'));
      return whole ? [] : [{ component: folder, path: `${folder}/tokenizer.json` }];
    }),
  ];
}

/** Files beside a graph that it names and that are not there. */
export function missingWeights({ name, weights }: ComponentInspection, paths: ReadonlySet<string>): NeededFile[] {
  return weights.flatMap(({ path }) => (paths.has(path) ? [] : [{ component: name, path }]));
}

/** @throws ModelInvalidError `MODEL_INVALID` naming what is missing. */
export function refuseMissing(needed: readonly NeededFile[], location: string): void {
  const [first] = needed;
  if (first === undefined) return;
  throw new ModelInvalidError(
    first.component,
    `${first.component}: expected ${needed.map(({ path }) => path).join(', ')} in ${location}, but ${needed.length === 1 ? 'there is no such file' : 'there are no such files'}. ` +
      'Download or export what is missing.',
  );
}
