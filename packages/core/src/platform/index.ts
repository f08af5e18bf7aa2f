// What @overpaint/node and @overpaint/web share beyond core's public names. It may change on any day.

export { fromNetwork, toNetwork } from '../backend/network-tensor.js';
export { checkChoice, checkListed, checkNames, checkObject, checkSignal, type NamesOf } from '../check.js';
export { imageWith } from '../create-image.js';
export { suggestion } from '../errors/nearest.js';
export { instructPix2Pix as embeddedFamily } from '../families/instruct-pix2pix.js';
export { colorMatch } from '../features/color-match.js';
export { controlFeature, isControlNet } from '../features/control-net.js';
export { controlTools } from '../features/control-tools.js';
export { maskFeature } from '../features/mask-feature.js';
export * from '../hub/index.js';
export { fitLinearPreview } from '../latents/preview.js';
export { loraTools } from '../lora/lora-tools.js';
export { formatParameters, parseParameters } from '../metadata/a1111-parameters.js';
export { readSampler } from '../metadata/recipe-values.js';
export { type RecipeWriter, writeRecipe } from '../metadata/write-recipe.js';
export { summariseModel } from '../model/describe.js';
export { type DescribedFiles, describeFiles } from '../model/describe-files.js';
export { dtypes } from '../model/dtype.js';
export { countSkips, editNetwork } from '../model/edit-network.js';
export { folderPath } from '../model/folder-path.js';
export { findLayout, standardLayout } from '../model/layout.js';
export { refuseMissing } from '../model/needed-files.js';
export { openNetwork } from '../model/network.js';
export { refusePyTorchFile } from '../model/not-onnx.js';
export { withOtherVaes } from '../model/other-vaes.js';
export { recogniseFolder } from '../model/recognise.js';
export { type SharedContext, SharedWork } from '../model/shared-work.js';
export type { StoredTensor } from '../onnx/cut-graph.js';
export { fixDimensions } from '../onnx/edits/fix-dimensions.js';
export { fuseAttention } from '../onnx/edits/fuse-attention.js';
export {
  type OptimisedWeight,
  type OptimisedWeights,
  optimisedWeights,
  weightsApart,
} from '../onnx/edits/optimised-weights.js';
export { placeWeights } from '../onnx/edits/place-weights.js';
export type { DataPlace } from '../onnx/external-data.js';
export { outlineGraph } from '../onnx/outline-graph.js';
export { bindPlatform } from '../overpaint.js';
export { makeScheduler } from '../schedulers/make-scheduler.js';
export { makeUsualScheduler } from '../schedulers/usual-methods.js';
export { speedPlanner } from '../speed/index.js';
export { readTokenizerJson } from '../text/json-tokenizer.js';
export type { TokenizerJsonReader } from '../text/read-tokenizer.js';
export { tiling } from '../tiles/tiling.js';
export { webDigest } from '../web-digest.js';
export {
  blobName,
  checkEncoding,
  checkPixelCount,
  checkPixels,
  type EncodedPicture,
  encodedPicture,
  heicError,
  isBytes,
} from './image-checks.js';
export { readTaskParameters, type TaskOption } from './image-to-image-task.js';
export { oneLine, ortErrors } from './ort-errors.js';
export { PendingRequests } from './pending-requests.js';
export { sourceRecord } from './source-record.js';
