import { isOverpaintError, type ModelFiles, OfflineError, type OpenModelContext } from '@overpaint/core';
import {
  describeFiles,
  fileUrl,
  type HubPlace,
  hubFailure,
  isCommit,
  listRepository,
  type RemoteFile,
  type RepositoryName,
} from '@overpaint/core/platform';
import { folderFiles } from '../files.js';
import { asker, hubHeaders } from './ask.js';
import { hubFiles } from './hub-files.js';
import { type HubSettings, repositoryFolder } from './hub-settings.js';
import { RepositoryCache } from './repository-cache.js';

export interface OpenRepositoryOptions extends Pick<OpenModelContext, 'signal'> {
  readonly settings: HubSettings;
  /** Names that may have been meant where there is no such repository. */
  readonly known?: Iterable<string> | undefined;
  /** Asks the hub what the revision is by now, also where its files are here. */
  readonly renew?: boolean | undefined;
  hash(paths: readonly string[]): Promise<string[]>;
}

/** A repository that was opened: what it is, and how the hub states its licence, where it was asked. */
export interface OpenedRepository {
  readonly files: ModelFiles;
  readonly commit: string;
  readonly licence?: string | undefined;
}

/**
 * Opens a repository. Once files of a network are here it stays at their commit, and the hub is not asked; until then, and where
 * `renew` says so, the revision is looked up. Where the hub cannot be reached, what is here has to do.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; DownloadError `DOWNLOAD`; OfflineError `OFFLINE`; AbortedError `ABORTED`.
 */
export async function openRepository(name: RepositoryName, options: OpenRepositoryOptions): Promise<OpenedRepository> {
  const { settings, signal, known, renew = false, hash } = options;
  const { endpoint } = settings;
  const cache = new RepositoryCache(repositoryFolder(settings.cache, name.repository), settings.links);
  const ask = asker(settings);
  const headers = () => hubHeaders(settings);
  const place: HubPlace = {
    ...name,
    endpoint,
    token: 'authorization' in (await headers()),
    tokenHint: 'set HF_TOKEN to a token of yours, or log in with "hf auth login"',
    ...(known && { known }),
  };
  const urlOf = (commit: string) => (path: string) => fileUrl(`${endpoint}/${name.repository}/resolve/${commit}`, path);
  const open = async (commit: string, files: readonly RemoteFile[]): Promise<OpenedRepository> => {
    const failure = (response: Parameters<typeof hubFailure>[0], url: string) => hubFailure(response, url, place);
    return {
      commit,
      files: await hubFiles({ name, commit, files, cache, settings, ask, headers, failure, signal, hash }),
    };
  };

  const commit = await cache.commitOf(name.revision);
  const listed = commit === undefined ? undefined : await cache.listing(commit, urlOf(commit));
  if (commit !== undefined && !renew) {
    if (listed !== undefined) {
      const opened = await open(commit, listed);
      const begun = (await opened.files.list()).some(
        ({ path, present }) => present && /\.(onnx|safetensors)$/.test(path),
      );
      if (begun || isCommit(name.revision)) return opened;
    } else {
      const local = await wholeSnapshot(cache.snapshot(commit), name, hash);
      if (local !== undefined) return { commit, files: local };
    }
  }
  try {
    const found = await listRepository({ place, headers: await headers(), ask, signal, ...settings });
    await cache.noteListing(found.commit, found.files);
    await cache.noteCommit(name.revision, found.commit);
    return { ...(await open(found.commit, found.files)), licence: found.licence };
  } catch (error) {
    const unreachable = isOverpaintError(error, 'OFFLINE') || isOverpaintError(error, 'DOWNLOAD');
    if (unreachable && commit !== undefined && listed !== undefined) return open(commit, listed);
    if (!isOverpaintError(error, 'OFFLINE')) throw error;
    throw new OfflineError(
      `model: ${name.repository}${name.revision === 'main' ? '' : `@${name.revision}`} is not in ${settings.cache}, and nothing may be downloaded (HF_HUB_OFFLINE, or the option offline). Fetch it once while that is unset: overpaint models pull ${name.repository}`,
      { cause: error },
    );
  }
}

/** A snapshot of huggingface_hub that nobody listed, where it holds all that painting takes. */
async function wholeSnapshot(
  folder: string,
  { repository, revision, dtype }: RepositoryName,
  hash: OpenRepositoryOptions['hash'],
): Promise<ModelFiles | undefined> {
  try {
    const id = revision === 'main' ? repository : `${repository}@${revision}`;
    const files = { ...(await folderFiles(folder, { id, hash })), dtype };
    const { needed } = await describeFiles(files);
    return needed.length === 0 ? files : undefined;
  } catch {
    return undefined; // there is none, or not enough of it
  }
}
