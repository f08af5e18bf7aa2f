import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelFolder, modelId } from '../index.js';

/** A model that can be named as it is: `--model <id>`. */
export interface InstalledModel {
  readonly id: string;
  readonly folder: string;
  readonly embedded: boolean;
}

/** The embedded model, and every package in the node_modules of this folder and those above that says it holds one. */
export async function installedModels(): Promise<InstalledModel[]> {
  const found = new Map<string, InstalledModel>();
  found.set(modelId, { id: modelId, folder: fileURLToPath(modelFolder), embedded: true });
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    for (const path of await packagesIn(join(folder, 'node_modules'))) {
      const model = await modelOf(path);
      if (model !== undefined && !found.has(model.id)) found.set(model.id, model);
    }
    if (dirname(folder) === folder) return [...found.values()];
  }
}

async function packagesIn(modules: string): Promise<string[]> {
  const names = await readdir(modules).catch((): string[] => []); // most folders have none
  const nested = names.map(async (name) => {
    if (!name.startsWith('@')) return [join(modules, name)];
    const scoped = await readdir(join(modules, name)).catch((): string[] => []);
    return scoped.map((inner) => join(modules, name, inner));
  });
  return (await Promise.all(nested)).flat();
}

async function modelOf(path: string): Promise<InstalledModel | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
    if (typeof manifest.overpaint?.model !== 'string') return undefined;
    return { id: String(manifest.name), folder: resolve(path, manifest.overpaint.model), embedded: false };
  } catch {
    return undefined; // .bin, .pnpm and whatever else is no package
  }
}
