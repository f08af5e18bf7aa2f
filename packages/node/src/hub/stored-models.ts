import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DownloadEvent,
  type Dtype,
  InvalidArgumentError,
  type ModelInspection,
  ModelNotFoundError,
  StorageError,
  throwIfAborted,
} from '@overpaint/core';
import {
  checkChoice,
  checkNames,
  checkSignal,
  describeFiles,
  dtypes,
  parseRepository,
  type RepositoryName,
  refuseMissing,
  suggestion,
  summariseModel,
} from '@overpaint/core/platform';
import { folderFiles } from '../files.js';
import { type HubSettings, lockFolder, repositoryFolder, repositoryOf } from './hub-settings.js';
import { openRepository } from './open-repository.js';

/** A model in the cache of downloads, which Python shares. */
export interface StoredModel {
  /** `owner/name`, as `model` takes it. */
  readonly id: string;
  /** Where it came from. */
  readonly source: string;
  /** Bytes that it takes on disk, of all commits and precisions. */
  readonly bytes: number;
  /** Whether all that painting takes is here; a download that broke off goes on when the model is next used. */
  readonly complete: boolean;
  /** Its folder in the cache. */
  readonly folder: string;
  /** The commit that is used, where a branch names one. */
  readonly commit: string | undefined;
}

/** How the publisher of a model states its licence. */
export interface ModelLicence {
  readonly id: string;
  /** Such as `openrail++`; nothing where the repository states none. */
  readonly licence: string | undefined;
  /** Where its terms can be read. */
  readonly url: string;
}

/** Options of `pullModel()`. */
export interface PullModelOptions {
  /** Which precision of networks that come in several. Default: the fullest. */
  readonly dtype?: Dtype | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Asked before anything large is fetched; `false` ends the call. */
  acceptLicence?(licence: ModelLicence): boolean | Promise<boolean>;
  onDownload?(event: DownloadEvent): void;
  /** Told before the download begins: what is fetched, in bytes, and what the model is. */
  onPlan?(plan: PullPlan): void;
}

export interface PullPlan {
  readonly id: string;
  readonly commit: string;
  /** Bytes that are missing, of `total`. */
  readonly downloadBytes: number;
  readonly totalBytes: number;
  readonly files: readonly string[];
  /** Nothing for a part of a model, such as a small autoencoder. */
  readonly inspection: ModelInspection | undefined;
}

export interface VerifyModelOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes read so far, of `total`. */
  onProgress?(read: number, total: number): void;
}

/** What came of looking at every byte of a model. */
export interface ModelVerification {
  readonly id: string;
  readonly files: number;
  readonly bytes: number;
  /** Files whose content is not what their names promise. They have been removed; the next use fetches them again. */
  readonly damaged: readonly string[];
  /** Whether nothing is damaged and nothing missing. */
  readonly whole: boolean;
}

/** Calls on the cache of downloads. */
export interface StoredModels {
  list(): Promise<StoredModel[]>;
  pull(source: string, options?: PullModelOptions): Promise<StoredModel>;
  remove(id: string): Promise<boolean>;
  verify(id: string, options?: VerifyModelOptions): Promise<ModelVerification>;
  /** Names of repositories that are here or recommended, of which one may have been meant. */
  known(): Promise<string[]>;
}

type Hash = (paths: readonly string[]) => Promise<string[]>;

export function storedModels(
  settingsNow: () => HubSettings,
  { hash, known }: { hash: Hash; known: readonly string[] },
): StoredModels {
  const names = async () => {
    const folders = await readdir(settingsNow().cache).catch((): string[] => []);
    return folders.flatMap((folder) => repositoryOf(folder) ?? []).sort();
  };

  const allKnown = async () => [...known, ...(await names())];

  const describe = async (repository: string): Promise<StoredModel | undefined> => {
    const settings = settingsNow();
    const folder = repositoryFolder(settings.cache, repository);
    const commits = await readdir(join(folder, 'snapshots')).catch((): string[] => []);
    const main = (await readFile(join(folder, 'refs', 'main'), 'utf8').catch(() => '')).trim();
    const commit = commits.includes(main) ? main : commits[0];
    if (commit === undefined || !(await holdsGraphs(join(folder, 'snapshots')))) return undefined;
    return {
      id: repository,
      source: `${settings.endpoint}/${repository}`,
      bytes: await bytesOf(folder),
      complete: await isComplete(folder, commit),
      folder,
      commit,
    };
  };

  /** Whether painting would fetch nothing: the networks that its list names, or those that are there, are here. */
  const isComplete = async (folder: string, commit: string): Promise<boolean> => {
    try {
      const { needed } = await describeFiles(await folderFiles(join(folder, 'snapshots', commit), { hash }));
      return needed.length === 0;
    } catch {
      return false;
    }
  };

  const repositoryNamed = (id: unknown): RepositoryName => {
    const name = typeof id === 'string' ? parseRepository(id) : undefined;
    if (name !== undefined) return name;
    throw new InvalidArgumentError('id', 'the name of a repository such as "owner/name"', id);
  };

  async function pull(source: string, options: PullModelOptions = {}): Promise<StoredModel> {
    checkNames('options', options, { signal: true, dtype: true, acceptLicence: true, onPlan: true, onDownload: true });
    checkCallOptions(options, ['acceptLicence', 'onPlan', 'onDownload']);
    const { signal, dtype, acceptLicence, onPlan, onDownload } = options;
    checkChoice('dtype', dtype, dtypes);
    throwIfAborted(signal);
    const name = repositoryNamed(source);
    const settings = settingsNow();
    const opened = await openRepository(name, { settings, signal, renew: true, hash, known: await allKnown() });
    const { layout, description, needed, wanted } = await describeFiles(opened.files, dtype);
    refuseMissing(needed, opened.files.location);
    const { files } = layout;
    const entries = (await files.list()).filter(({ path }) => wanted.includes(path));
    const missing = entries.filter(({ present }) => !present);
    const sum = (list: typeof entries) => list.reduce((bytes, { size }) => bytes + size, 0);
    if (missing.length > 0) {
      const licence = { id: name.repository, licence: opened.licence, url: `${settings.endpoint}/${name.repository}` };
      if (acceptLicence && !(await acceptLicence(licence))) {
        throw new InvalidArgumentError('acceptLicence', `the licence of ${name.repository} to be accepted`, false);
      }
    }
    onPlan?.({
      id: name.repository,
      commit: opened.commit,
      downloadBytes: sum(missing),
      totalBytes: sum(entries),
      files: wanted,
      inspection: description && summariseModel(description),
    });
    await files.fetch(wanted, { signal, ...(onDownload && { onDownload }) });
    return (await describe(name.repository))!;
  }

  async function remove(id: string): Promise<boolean> {
    const folder = repositoryFolder(settingsNow().cache, repositoryNamed(id).repository);
    const wasThere = (await stat(folder).catch(() => undefined)) !== undefined;
    await discard(folder);
    await discard(lockFolder(folder));
    return wasThere;
  }

  async function verify(id: string, options: VerifyModelOptions = {}): Promise<ModelVerification> {
    checkNames('options', options, { signal: true, onProgress: true });
    checkCallOptions(options, ['onProgress']);
    const { signal, onProgress } = options;
    const { repository } = repositoryNamed(id);
    const folder = repositoryFolder(settingsNow().cache, repository);
    const model = await describe(repository);
    if (model === undefined) {
      throw new ModelNotFoundError(
        repository,
        `model: ${repository} is not among the models in ${settingsNow().cache}.${suggestion(repository, await names())}`,
      );
    }
    const blobs = (await readdir(join(folder, 'blobs'))).filter((blob) => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(blob));
    const sizes = await Promise.all(blobs.map(async (blob) => (await stat(join(folder, 'blobs', blob))).size));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const damaged: string[] = [];
    let read = 0;
    for (const [index, blob] of blobs.entries()) {
      const path = join(folder, 'blobs', blob);
      const digest = blob.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${sizes[index]}\0`);
      for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 })) {
        throwIfAborted(signal);
        digest.update(piece);
        read += piece.length;
        onProgress?.(read, total);
      }
      if (digest.digest('hex') === blob) continue;
      damaged.push(...(await pointersTo(join(folder, 'snapshots'), path)));
      await discard(path);
    }
    for (const pointer of damaged) await discard(join(folder, 'snapshots', pointer));
    const whole = damaged.length === 0 && model.complete;
    return { id: repository, files: blobs.length, bytes: total, damaged: damaged.map(withoutCommit).sort(), whole };
  }

  return {
    known: allKnown,
    pull,
    remove,
    verify,
    async list() {
      const described = await Promise.all((await names()).map(describe));
      return described.filter((model) => model !== undefined);
    },
  };
}

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no signal, or a callback that cannot be called. */
function checkCallOptions<O extends { readonly signal?: AbortSignal | undefined }>(
  options: O,
  callbacks: readonly (keyof O & string)[],
): void {
  checkSignal(options.signal);
  for (const name of callbacks) {
    const value = options[name];
    if (value !== undefined && typeof value !== 'function') throw new InvalidArgumentError(name, 'a function', value);
  }
}

/** @throws StorageError `STORAGE` where this user may not. */
const discard = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true }).catch((cause: Error) => {
    throw new StorageError(`model: ${path} is to be removed, and could not be: ${cause.message}.`, { cause });
  });

const withoutCommit = (pointer: string) => pointer.split(/[/\\]/).slice(1).join('/');

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));
}

const holdsGraphs = async (snapshots: string) => (await filesIn(snapshots)).some((path) => path.endsWith('.onnx'));

/** Links count as nothing: what they point to is counted where it lies, once. */
async function bytesOf(folder: string): Promise<number> {
  const sizes = (await filesIn(folder)).map(async (path) => {
    const facts = await lstat(join(folder, path)).catch(() => undefined);
    return facts?.isFile() ? facts.size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Files of snapshots that a blob is the content of. */
async function pointersTo(snapshots: string, blob: string): Promise<string[]> {
  const end = await realpath(blob);
  const { ino, dev } = await stat(blob);
  const found: string[] = [];
  for (const path of await filesIn(snapshots)) {
    const facts = await stat(join(snapshots, path)).catch(() => undefined);
    const same = facts !== undefined && facts.ino === ino && facts.dev === dev;
    if (same || (await realpath(join(snapshots, path)).catch(() => undefined)) === end) found.push(path);
  }
  return found;
}
