import { DownloadError, ModelNotFoundError } from '@overpaint/core';
import { fetchResponse } from './fetch-response.js';
import { probeSize } from './probe-size.js';
import { fileUrl, type RemoteFile, type RemoteSource } from './remote-file.js';

export interface HubOptions {
  /** @defaultValue `'https://huggingface.co'` */
  readonly endpoint?: string | undefined;
  /** Access token for private and gated repositories. It is sent to the endpoint only. */
  readonly token?: string | undefined;
}

/** `owner/name`, with `@revision` where another branch, tag or commit than main is meant. */
export const isRepository = (source: string): boolean => /^[\w.-]+\/[\w.-]+(@[\w./-]+)?$/.test(source);

/** A Hugging Face hub repository, pinned to the commit that its revision is now. */
export function hubModel(source: string, options: HubOptions): RemoteSource {
  const { endpoint = 'https://huggingface.co', token } = options;
  const [repository = source, revision = 'main'] = source.split('@');
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const location = `${endpoint}/${repository}`;

  async function find(signal: AbortSignal | undefined): Promise<readonly RemoteFile[]> {
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
    const files = siblings.map(async ({ rfilename: path, size, lfs }): Promise<RemoteFile[]> => {
      const url = fileUrl(`${location}/resolve/${sha}`, path);
      const known = lfs?.size ?? size ?? (await probeSize(url, { headers, signal }));
      return known === undefined ? [] : [{ path, url, size: known, sha256: lfs?.sha256 }];
    });
    return (await Promise.all(files)).flat();
  }

  return { id: source, location, headers, find };
}
