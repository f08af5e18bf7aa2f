import { modelFiles, modelId, modelSizes } from '@overpaint/model-mini/web';
import type { EmbeddedModel } from './embedded-model.js';
import { servedFromModules } from './prebundled.js';

/** The embedded model's addresses: those that the bundler gave its files, or files of the same names in a folder. */
export function embeddedModel(folder: string | URL | undefined): EmbeddedModel {
  const place = folder ?? servedFromModules('@overpaint/model-mini/model/');
  const base = place && new URL(String(place).replace(/\/?$/, '/'), globalThis.document?.baseURI ?? location.href);
  const files = Object.entries(modelFiles()).map(([path, found]) => {
    const url = base ? new URL(path, base).href : found;
    return [path, { url, size: modelSizes[path]! }] as const;
  });
  return { id: modelId, files: Object.fromEntries(files) };
}
