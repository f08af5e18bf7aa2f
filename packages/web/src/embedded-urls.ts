import { modelFiles, modelId } from '@overpaint/model-mini/web';
import type { EmbeddedModel } from './embedded-model.js';

/** The embedded model's addresses: those that the bundler gave its files, or files of the same names in a folder. */
export function embeddedModel(folder: string | URL | undefined): EmbeddedModel {
  const paths = Object.entries(modelFiles());
  if (folder === undefined) return { id: modelId, files: Object.fromEntries(paths) };
  const base = new URL(String(folder).replace(/\/?$/, '/'), globalThis.document?.baseURI ?? location.href);
  return { id: modelId, files: Object.fromEntries(paths.map(([path]) => [path, new URL(path, base).href])) };
}
