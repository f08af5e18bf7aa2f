/**
 * @packageDocumentation
 * The embedded model's files as addresses that bundlers know: each `new URL('…', import.meta.url)` makes Vite, webpack
 * and Next.js copy the file and put its new address here.
 */

export { modelId } from './model-id.js';

/** Addresses of all files of the model, by their paths in its folder. */
export const modelFiles = (): Record<string, string> => ({
  'model_index.json': new URL('../model/model_index.json', import.meta.url).href,
  'overpaint.json': new URL('../model/overpaint.json', import.meta.url).href,
  'scheduler/scheduler_config.json': new URL('../model/scheduler/scheduler_config.json', import.meta.url).href,
  'text_encoder/config.json': new URL('../model/text_encoder/config.json', import.meta.url).href,
  'text_encoder/model.onnx': new URL('../model/text_encoder/model.onnx', import.meta.url).href,
  'tokenizer/special_tokens_map.json': new URL('../model/tokenizer/special_tokens_map.json', import.meta.url).href,
  'tokenizer/tokenizer_config.json': new URL('../model/tokenizer/tokenizer_config.json', import.meta.url).href,
  'tokenizer/merges.txt': new URL('../model/tokenizer/merges.txt', import.meta.url).href,
  'tokenizer/vocab.json': new URL('../model/tokenizer/vocab.json', import.meta.url).href,
  'unet/config.json': new URL('../model/unet/config.json', import.meta.url).href,
  'unet/model.onnx': new URL('../model/unet/model.onnx', import.meta.url).href,
  'vae_decoder/config.json': new URL('../model/vae_decoder/config.json', import.meta.url).href,
  'vae_decoder/model.onnx': new URL('../model/vae_decoder/model.onnx', import.meta.url).href,
  'vae_encoder/config.json': new URL('../model/vae_encoder/config.json', import.meta.url).href,
  'vae_encoder/model.onnx': new URL('../model/vae_encoder/model.onnx', import.meta.url).href,
});

/** Their sizes in bytes, so that a page knows them without asking for the files. */
export const modelSizes: Readonly<Record<string, number>> = {
  'model_index.json': 563,
  'overpaint.json': 280,
  'scheduler/scheduler_config.json': 293,
  'text_encoder/config.json': 186,
  'text_encoder/model.onnx': 1168622,
  'tokenizer/special_tokens_map.json': 471,
  'tokenizer/tokenizer_config.json': 648,
  'tokenizer/merges.txt': 19891,
  'tokenizer/vocab.json': 42719,
  'unet/config.json': 192,
  'unet/model.onnx': 975758,
  'vae_decoder/config.json': 203,
  'vae_decoder/model.onnx': 7303,
  'vae_encoder/config.json': 203,
  'vae_encoder/model.onnx': 7442,
};
