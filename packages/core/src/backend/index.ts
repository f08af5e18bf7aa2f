export type {
  Backend,
  Capabilities,
  DecodeOptions,
  EncodeOptions,
  Feeds,
  ImageFormat,
  Session,
} from './backend.js';
export type { ModelFile, ModelFileEntry, ModelFiles } from './files.js';
export {
  type ElementArray,
  type ElementType,
  fromNetwork,
  type NetworkTensor,
  type TensorSpec,
  toNetwork,
} from './network-tensor.js';
