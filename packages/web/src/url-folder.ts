import { DownloadError, ModelInvalidError, ModelNotFoundError } from '@overpaint/core';
import { checkKind, fileUrl, folderPath, type RemoteFile, type RemoteSource } from '@overpaint/core/platform';
import { fetchResponse } from './fetch-response.js';
import { probeSize } from './probe-size.js';

const networks = [
  'text_encoder',
  'text_encoder_2',
  'text_encoder_3',
  'unet',
  'transformer',
  'vae_encoder',
  'vae_decoder',
];
const tokenizers = ['tokenizer', 'tokenizer_2', 'tokenizer_3'];

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

/** A file by its path in the folder, and what is in it where that is known. */
interface NamedFile {
  readonly path: string;
  readonly sha256: string | undefined;
}

/** Of a folder without a graph in all those: networks as files of the folder itself (`transformer.onnx`). */
const flat = networks.flatMap((name) => ['onnx', 'onnx_data', 'onnx.data'].map((end) => `${name}.${end}`));
/** A lone network's files. */
const networkFiles = (graph: string) => [graph, `${graph}_data`, `${graph}.data`, 'weights.pb', 'config.json'];

/**
 * A model folder on any server, in the standard layout or with its networks as flat files. With an `overpaint.json` that lists `files` (sha256 by path)
 * only those are asked for, and checked.
 *
 * @param graph of a lone network, which is all that is asked for then, with its weights.
 */
export function urlModel(
  address: string,
  { attempts, graph }: Pick<RemoteSource, 'attempts'> & { readonly graph?: string | undefined } = {},
): RemoteSource {
  const folder = address.replace(/\/*$/, '/');
  const base = folder.slice(0, -1);
  const id = graph === undefined || graph === 'model.onnx' ? folder : `${folder}${graph}`;

  async function find(signal: AbortSignal | undefined): Promise<readonly RemoteFile[]> {
    const listed = graph === undefined ? await readList(folder, signal) : undefined;
    const probe = async ({ path, sha256 }: NamedFile): Promise<RemoteFile[]> => {
      const url = fileUrl(base, path);
      const size = await probeSize(url, { signal });
      if (size !== undefined) return [{ path, url, size, sha256 }];
      if (listed === undefined) return [];
      throw new DownloadError(`model: ${folder}overpaint.json lists ${path}, but there is no such file at ${url}.`, {
        url,
      });
    };
    const all = async (files: readonly NamedFile[]) => (await Promise.all(files.map(probe))).flat();
    const hasGraph = (files: readonly RemoteFile[]) => files.some(({ path }) => path.endsWith('.onnx'));
    const unchecked = (paths: readonly string[]) => paths.map((path) => ({ path, sha256: undefined }));
    const usual = await all(listed ?? unchecked(graph === undefined ? candidates : networkFiles(graph)));
    const isWhole = hasGraph(usual) || listed !== undefined || graph !== undefined;
    const files = isWhole ? usual : [...usual, ...(await all(unchecked(flat)))];
    if (hasGraph(files)) return files;
    throw new ModelNotFoundError(
      id,
      graph === undefined
        ? `model: there is no model at ${folder}: expected model_index.json, unet/model.onnx, vae_decoder/model.onnx and so on below it.`
        : `network: there is no ${graph} at ${folder}. Name the folder that holds it, or the .onnx file.`,
    );
  }

  return { id, location: id, attempts, find };
}

async function readList(base: string, signal: AbortSignal | undefined): Promise<NamedFile[] | undefined> {
  const response = await fetchResponse(`${base}overpaint.json`, { signal, what: 'model', accept: [404] });
  if (response.status === 404) return undefined;
  const bytes = new Uint8Array(await response.arrayBuffer());
  checkKind(bytes, 'overpaint.json', base);
  const files = filesIn(new TextDecoder().decode(bytes), base);
  if (files === undefined) return undefined;
  return Object.entries({ 'overpaint.json': undefined, ...files }).map(([path, sha256]) => {
    if (folderPath(path) === path && (typeof sha256 === 'string' || path === 'overpaint.json')) return { path, sha256 };
    throw invalid(
      base,
      `expected files as sha256 by path inside the folder, found ${JSON.stringify({ [path]: sha256 })}`,
    );
  });
}

function filesIn(text: string, base: string): object | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalid(base, `it is no JSON: ${(cause as Error).message}`, cause);
  }
  const files = (json as { files?: unknown } | null)?.files;
  if (files === undefined) return undefined;
  if (typeof files === 'object' && files !== null && !Array.isArray(files)) return files;
  throw invalid(base, 'expected files as sha256 by path');
}

const invalid = (base: string, problem: string, cause?: unknown) =>
  new ModelInvalidError('overpaint.json', `overpaint.json of ${base}: ${problem}.`, { cause });
