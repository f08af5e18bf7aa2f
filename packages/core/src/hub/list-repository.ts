import { DownloadError } from '../errors/index.js';
import { folderPath } from '../model/folder-path.js';
import type { Ask } from './http.js';
import { type HubPlace, hubFailure } from './hub-failure.js';
import { type Patience, patiently, throwIfLater } from './patience.js';
import { fileUrl, type RemoteFile } from './remote-file.js';

/** A repository as it is at one commit. */
export interface RepositoryListing {
  readonly commit: string;
  readonly files: readonly RemoteFile[];
  /** As its card states it: a name such as `openrail++`, or nothing. */
  readonly licence: string | undefined;
}

export interface ListOptions extends Patience {
  readonly place: HubPlace;
  readonly headers: Readonly<Record<string, string>>;
  readonly ask: Ask;
  readonly signal?: AbortSignal | undefined;
}

/** The hub's answer, as far as it is used. */
interface ModelInfo {
  readonly sha: string;
  readonly siblings: readonly {
    readonly rfilename: string;
    readonly size?: number;
    readonly blobId?: string;
    readonly lfs?: { readonly sha256: string; readonly size: number };
  }[];
  readonly cardData?: { readonly license?: unknown; readonly license_name?: unknown };
}

/**
 * Lists a repository with one request: the commit that a revision is now, and every file with its size and hash.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; DownloadError `DOWNLOAD`; OfflineError `OFFLINE`; AbortedError `ABORTED`.
 */
export async function listRepository({
  place,
  headers,
  ask,
  signal,
  ...patience
}: ListOptions): Promise<RepositoryListing> {
  const { endpoint, repository, revision } = place;
  const url = `${endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const work = async () => {
    const response = await ask(url, { headers: { ...headers, accept: 'application/json' }, signal });
    throwIfLater(response);
    if (!response.ok) throw hubFailure(response, url, place);
    return { status: response.status, text: await response.text() };
  };
  const { status, text } = await patiently({ ...patience, url, signal, work });
  const info = modelInfo(text);
  if (info === undefined) {
    throw new DownloadError(
      `model: expected the list of files of ${repository} from ${url}, received something else (${JSON.stringify(text.slice(0, 40))} …). ` +
        'A proxy or a page to sign in at may stand between; check the address of the hub.',
      { url, status },
    );
  }
  const { sha, siblings, cardData } = info;
  const base = `${endpoint}/${repository}/resolve/${sha}`;
  const files = siblings.flatMap(({ rfilename: path, size, blobId, lfs }): RemoteFile[] => {
    const bytes = lfs?.size ?? size;
    if (bytes === undefined || folderPath(path) !== path) return []; // a name that leads out of the folder
    return [{ path, url: fileUrl(base, path), size: bytes, sha256: lfs?.sha256, ...(!lfs && { gitSha1: blobId }) }];
  });
  const { license, license_name: name } = cardData ?? {};
  const licence = license === 'other' && typeof name === 'string' ? name : license;
  return { commit: sha, files, licence: typeof licence === 'string' ? licence : undefined };
}

function modelInfo(text: string): ModelInfo | undefined {
  try {
    const json = JSON.parse(text) as Partial<ModelInfo> | null;
    if (typeof json?.sha !== 'string' || !/^[\w.-]+$/.test(json.sha) || !Array.isArray(json.siblings)) return undefined;
    return json.siblings.every((file) => typeof file?.rfilename === 'string') ? (json as ModelInfo) : undefined;
  } catch {
    return undefined;
  }
}
