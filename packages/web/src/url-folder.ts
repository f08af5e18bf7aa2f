import { DownloadError, ModelNotFoundError } from '@overpaint/core';
import { checkKind } from './check-kind.js';
import { fetchResponse } from './fetch-response.js';
import type { RemoteFile, RemoteModel } from './remote-file.js';

const networks = ['text_encoder', 'text_encoder_2', 'unet', 'transformer', 'vae_encoder', 'vae_decoder'];
const tokenizers = ['tokenizer', 'tokenizer_2'];

/** What a folder may hold. A server cannot be asked for a list, so each of these is asked for. */
const candidates = [
  'model_index.json',
  'overpaint.json',
  'scheduler/scheduler_config.json',
  ...tokenizers.flatMap((folder) =>
    ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json', 'vocab.json', 'merges.txt'].map(
      (file) => `${folder}/${file}`,
    ),
  ),
  ...networks.flatMap((folder) =>
    ['config.json', 'model.onnx', 'model.onnx_data', 'model.onnx.data', 'weights.pb'].map(
      (file) => `${folder}/${file}`,
    ),
  ),
];

/**
 * A model folder on any server, in the standard layout. With an `overpaint.json` that lists `files` (sha256 by path)
 * only those are fetched, and checked.
 *
 * @throws ModelNotFoundError `MODEL_NOT_FOUND` where there is no model; DownloadError `DOWNLOAD`; OfflineError `OFFLINE`.
 */
export async function urlModel(source: string, signal?: AbortSignal): Promise<RemoteModel> {
  const base = source.endsWith('/') ? source : `${source}/`;
  const listed = await readList(base, signal);
  const files = listed ?? (await Promise.all(candidates.map((path) => probe(base, path, signal)))).flat();
  if (!files.some(({ path }) => path.endsWith('.onnx'))) {
    throw new ModelNotFoundError(
      source,
      `model: there is no model at ${base}: expected model_index.json, unet/model.onnx, vae_decoder/model.onnx and so on below it.`,
    );
  }
  return { id: source, location: base, files };
}

async function readList(base: string, signal: AbortSignal | undefined): Promise<RemoteFile[] | undefined> {
  const response = await fetchResponse(`${base}overpaint.json`, { signal, what: 'model', accept: [404] });
  if (response.status === 404) return undefined;
  const blob = await response.blob();
  await checkKind(blob, 'overpaint.json', base);
  const { files } = JSON.parse(await blob.text()) as { files?: Record<string, string> };
  return files && Object.entries(files).map(([path, sha256]) => ({ path, url: new URL(path, base).href, sha256 }));
}

async function probe(base: string, path: string, signal: AbortSignal | undefined): Promise<RemoteFile[]> {
  const url = `${base}${path}`;
  const response = await fetch(url, { method: 'HEAD', ...(signal && { signal }) }).catch((cause: unknown) => {
    throw new DownloadError(`model: ${url} cannot be reached.`, { url, cause });
  });
  // Start pages in place of missing files: see checkKind.
  if (!response.ok || /^text\/html/.test(response.headers.get('content-type') ?? '')) return [];
  const length = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
  return [{ path, url, size: length === null ? undefined : Number(length) }];
}
