import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type ModelFiles, ModelInvalidError, ModelNotFoundError, UnsupportedError } from '@overpaint/core';
import { type FolderFilesOptions, folderFiles } from './files.js';
import { pathOfUrl } from './path-of-url.js';

/** The package whose model is painted with when none is named. */
export const embeddedModel = '@overpaint/model-mini';

export interface OpenModelOptions {
  /** What is opened when no source is given: a folder or a package. */
  readonly defaultModel: string;
  /** Folders of packages that the caller knows, by name: found also where the package manager hides them from here. */
  readonly packages?: Readonly<Record<string, URL>> | undefined;
  readonly hash: FolderFilesOptions['hash'];
}

/**
 * Finds a model's files. A source is a folder (path or `file:` URL), or the name of an installed package whose
 * package.json says where its model lies: `"overpaint": { "model": "./model" }`. What exists as a folder is a folder.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND` with what was tried; UnsupportedError `UNSUPPORTED` for a hub repository.
 */
export async function openModelFiles(
  source: string | undefined,
  { defaultModel, packages = {}, hash }: OpenModelOptions,
): Promise<ModelFiles> {
  const name = source ?? defaultModel;
  if (name.trim() === '') {
    throw new ModelNotFoundError(
      name,
      'model: expected a folder or the name of an installed model package, received an empty text.',
    );
  }
  const path = name.startsWith('file:') ? pathOfUrl('model', name) : name;
  if (isPath(path) || (await exists(path))) return folderFiles(path, { hash });
  const known = packages[name];
  if (known !== undefined) return folderFiles(fileURLToPath(known), { id: name, hash });
  const packaged = isPackageName(name) ? await findPackage(name) : undefined;
  if (packaged !== undefined) return folderFiles(packaged, { id: name, hash });
  throw notFound(name, source === undefined);
}

/** Written as a path, so it is never a package or repository. */
const isPath = (source: string) =>
  isAbsolute(source) || /^[.~]|[\\]|^[a-z]:/i.test(source) || source.split('/').length > 2;

const isPackageName = (source: string) => /^(@[a-z0-9._~-]+\/)?[a-z0-9._~-]+$/i.test(source);

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The model folder of a package, looked for from the program's folder and from this package. */
async function findPackage(name: string): Promise<string | undefined> {
  const from = [pathToFileURL(join(process.cwd(), 'package.json')).href, import.meta.url];
  for (const base of from) {
    const manifest = resolvePackage(name, base);
    if (manifest === undefined) continue;
    const { overpaint } = JSON.parse(await readFile(manifest, 'utf8')) as { overpaint?: { model?: unknown } };
    if (typeof overpaint?.model !== 'string') {
      throw new ModelInvalidError(
        'model',
        `model: the package ${name} is installed but holds no model: its package.json says no "overpaint": { "model": "./…" }.`,
      );
    }
    return join(dirname(manifest), overpaint.model);
  }
  return undefined;
}

function resolvePackage(name: string, base: string): string | undefined {
  try {
    return createRequire(base).resolve(`${name}/package.json`);
  } catch {
    return undefined; // not installed here, or it hides its package.json
  }
}

function notFound(name: string, isDefault: boolean): Error {
  if (isDefault) {
    return new ModelNotFoundError(
      name,
      `model: none was named, and the embedded model is not installed. Run "npm install ${name}", or name a model folder.`,
    );
  }
  const tried = `a folder ${resolve(name)}, a package ${name} of ${process.cwd()}`;
  if (/^[\w.-]+\/[\w.-]+(@[\w./-]+)?$/.test(name)) {
    return new UnsupportedError(
      'hub',
      `model: ${name} is neither of ${tried}, and this version does not download from the Hugging Face hub yet. ` +
        'Download the repository yourself and name its folder.',
    );
  }
  return new ModelNotFoundError(name, `model: "${name}" was not found. Tried ${tried}.`);
}
