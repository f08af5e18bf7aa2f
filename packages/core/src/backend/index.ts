export type { Backend } from './backend.js';
export type { BlobLike } from './blob-like.js';
export type {
  DownloadEvent,
  EditedGraph,
  EditTarget,
  ExternalData,
  FetchContext,
  ModelFile,
  ModelFileEntry,
  ModelFiles,
} from './files.js';
export type { DecodeOptions, EncodeOptions, ImageCodec, ImageFormat, OpenImage } from './image-codec.js';
export {
  type ElementArray,
  type ElementType,
  fromNetwork,
  type NetworkTensor,
  type TensorSpec,
  toNetwork,
} from './network-tensor.js';
export type { Capabilities, Feeds, Runtime, Session } from './runtime.js';
