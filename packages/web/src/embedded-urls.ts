import { modelFiles, modelId } from '@overpaint/model-mini/web';
import type { EmbeddedModel } from './embedded-model.js';
import { servedFromModules } from './prebundled.js';

/** The embedded model's addresses: those that the bundler gave its files, or files of the same names in a folder. */
export function embeddedModel(folder: string | URL | undefined): EmbeddedModel {
  const paths = Object.entries(modelFiles());
  const place = folder ?? servedFromModules('@overpaint/model-mini/model/');
  if (place === undefined) return { id: modelId, files: Object.fromEntries(paths) };
  const base = new URL(String(place).replace(/\/?$/, '/'), globalThis.document?.baseURI ?? location.href);
  return { id: modelId, files: Object.fromEntries(paths.map(([path]) => [path, new URL(path, base).href])) };
}
