import { DownloadError, ModelNotFoundError } from '@overpaint/core';
import { fetchResponse } from './fetch-response.js';
import { neededFiles, type RemoteModel } from './remote-file.js';

export interface HubOptions {
  /** @defaultValue `'https://huggingface.co'` */
  readonly endpoint?: string | undefined;
  /** Access token for private and gated repositories. It is sent to the endpoint only. */
  readonly token?: string | undefined;
}

/** `owner/name`, with `@revision` where another branch, tag or commit than main is meant. */
export const isRepository = (source: string): boolean => /^[\w.-]+\/[\w.-]+(@[\w./-]+)?$/.test(source);

/**
 * The files of a Hugging Face hub repository, pinned to the commit that its revision is now.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND`; DownloadError `DOWNLOAD`; OfflineError `OFFLINE`.
 */
export async function hubModel(
  source: string,
  { endpoint = 'https://huggingface.co', token }: HubOptions,
  signal?: AbortSignal,
): Promise<RemoteModel> {
  const [repository = source, revision = 'main'] = source.split('@');
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const url = `${endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const response = await fetchResponse(url, { signal, headers, what: 'model', name: source }).catch(
    (cause: unknown) => {
      // The hub answers 401 also for repositories that do not exist.
      if (!(cause instanceof DownloadError) || ![401, 403, 404].includes(cause.status ?? 0)) throw cause;
      throw new ModelNotFoundError(
        source,
        `model: ${endpoint} has no repository ${repository} with a revision ${revision} for this page (status ${cause.status}). ` +
          'Check the name; a private or gated repository needs a token.',
        { cause },
      );
    },
  );
  const { sha, siblings } = (await response.json()) as {
    sha: string;
    siblings: { rfilename: string; size?: number; lfs?: { sha256: string; size: number } }[];
  };
  const files = siblings.map(({ rfilename: path, size, lfs }) => ({
    path,
    url: `${endpoint}/${repository}/resolve/${sha}/${path}`,
    size: lfs?.size ?? size,
    sha256: lfs?.sha256,
  }));
  const needed = neededFiles(files);
  if (!needed.some(({ path }) => path.endsWith('.onnx'))) {
    throw new ModelNotFoundError(
      source,
      `model: ${repository} has no ONNX networks (unet/model.onnx and so on), so it cannot be painted with. Choose an ONNX export of it.`,
    );
  }
  return { id: source, location: `${endpoint}/${repository}`, files: needed, headers };
}
