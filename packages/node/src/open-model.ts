import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  isOverpaintError,
  type ModelFiles,
  ModelInvalidError,
  ModelNotFoundError,
  OfflineError,
  type OpenModelContext,
} from '@overpaint/core';
import { parseRepository } from '@overpaint/core/platform';
import { type FolderFilesOptions, folderFiles } from './files.js';
import type { HubSettings } from './hub/hub-settings.js';
import { openRepository } from './hub/open-repository.js';
import { pathOfUrl } from './path-of-url.js';

/** The package whose model is painted with when none is named. */
export const embeddedModel = '@overpaint/model-mini';

export interface OpenModelOptions {
  /** What is opened when no source is given: a folder or a package. */
  readonly defaultModel: string;
  /** Folders of packages that the caller knows, by name: found also where the package manager hides them from here. */
  readonly packages?: Readonly<Record<string, URL>> | undefined;
  readonly hash: FolderFilesOptions['hash'];
  readonly hub: HubSettings;
  /** Names of repositories, of which one may have been meant. */
  names?(): Promise<readonly string[]>;
  readonly signal?: OpenModelContext['signal'];
}

/**
 * Finds a model's files. A source is a folder (path or `file:` URL), or the name of an installed package whose
 * package.json says where its model lies: `"overpaint": { "model": "./model" }`, or a repository of the Hugging Face hub:
 * `owner/name[@revision][:precision]`. What exists as a folder is a folder, what is installed is a package.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND` with what was tried, and what goes wrong with a repository.
 */
export async function openModelFiles(
  source: string | undefined,
  { defaultModel, packages = {}, hash, hub, names, signal }: OpenModelOptions,
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
  const repository = parseRepository(name);
  if (repository === undefined) throw notFound(name, source === undefined);
  const asked = { settings: hub, hash, signal, known: await names?.() };
  const opened = await openRepository(repository, asked).catch((error: unknown) => {
    const elsewhere = `It is no ${triedHere(name).replace(', a ', ' and no ')} either.`;
    if (isOverpaintError(error, 'MODEL_NOT_FOUND'))
      throw new ModelNotFoundError(name, `${error.message} ${elsewhere}`, { cause: error.cause });
    if (isOverpaintError(error, 'OFFLINE')) throw new OfflineError(`${error.message}. ${elsewhere}`, { cause: error });
    throw error;
  });
  return opened.files;
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

const triedHere = (name: string) => `folder ${resolve(name)}, a package ${name} of ${process.cwd()}`;

function notFound(name: string, isDefault: boolean): Error {
  if (isDefault) {
    return new ModelNotFoundError(
      name,
      `model: none was named, and the embedded model is not installed. Run "npm install ${name}", or name a model folder.`,
    );
  }
  return new ModelNotFoundError(name, `model: "${name}" was not found. Tried a ${triedHere(name)}.`);
}
