/** A file of a model on a server. */
export interface RemoteFile {
  readonly path: string;
  readonly url: string;
  /** Bytes, where the server tells. */
  readonly size?: number | undefined;
  /** In hex, where it is known beforehand. */
  readonly sha256?: string | undefined;
}

/** A model on a server: its files, and headers that they are asked with. */
export interface RemoteModel {
  readonly id: string;
  readonly location: string;
  readonly files: readonly RemoteFile[];
  readonly headers?: Readonly<Record<string, string>>;
}

const folders = /^(scheduler|tokenizer(_[23])?|text_encoder(_[23])?|unet|transformer|vae_encoder|vae_decoder)\//;
const documents = /\.(json|txt|model)$/;

/**
 * The files of a repository that a pipeline of ONNX graphs needs: JSON and vocabularies, and for each network its graph,
 * model.onnx or the only one there, with the weights beside it. Weights of other frameworks and variants are left out.
 */
export function neededFiles<F extends { readonly path: string }>(files: readonly F[]): F[] {
  const graphs = files.filter(({ path }) => folders.test(path) && path.endsWith('.onnx'));
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
  const chosen = graphs.filter(({ path }) => {
    const beside = graphs.filter((other) => folderOf(other.path) === folderOf(path));
    return path.endsWith('/model.onnx') || beside.length === 1;
  });
  return files.filter((file) => {
    const { path } = file;
    if (!path.includes('/')) return path === 'model_index.json' || path === 'overpaint.json';
    if (!folders.test(path)) return false;
    if (documents.test(path) || chosen.includes(file)) return true;
    return chosen.some((graph) => isExternalData(path, graph.path));
  });
}

/** Names that exporters give to weights beside a graph: model.onnx_data, model.onnx_data_1, model.onnx.data, weights.pb. */
function isExternalData(path: string, graph: string): boolean {
  if (path.startsWith(`${graph}_data`) || path === `${graph}.data`) return true;
  return path === `${graph.slice(0, graph.lastIndexOf('/') + 1)}weights.pb`;
}
