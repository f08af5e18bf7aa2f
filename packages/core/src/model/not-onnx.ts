import type { ModelFileEntry, ModelFiles } from '../backend/files.js';
import { ModelInvalidError, UnsupportedError } from '../errors/index.js';

/** Endings of files that hold weights of PyTorch. */
const pyTorch = /\.(safetensors|ckpt|pth?|bin)$/i;

/** A pointer's whole text is shorter than this. */
const pointerBytes = 1024;

/**
 * Files that hold the place of others: git without its large file storage leaves texts of three lines.
 *
 * @throws ModelInvalidError `MODEL_INVALID` with what to do.
 */
export async function refusePointers(files: ModelFiles, entries: readonly ModelFileEntry[]): Promise<void> {
  const small = entries.filter(({ path, size }) => size < pointerBytes && /(\.onnx|data(_\d+)?|\.pb)$/.test(path));
  for (const { path } of small) {
    const text = new TextDecoder().decode(await files.read(path));
    if (!text.startsWith('version https://git-lfs.github.com/')) continue;
    const component = path.split('/')[0]!;
    throw new ModelInvalidError(
      component,
      `${component}: ${path} of ${files.location} is a pointer of git-lfs, not the file itself. Run "git lfs pull" in the repository, or download the file.`,
    );
  }
}

/**
 * Weights of PyTorch in one file, which ONNX Runtime cannot read.
 *
 * @throws UnsupportedError `UNSUPPORTED` with how to export them.
 */
export function refusePyTorchFile(path: string): void {
  if (!pyTorch.test(path)) return;
  throw new UnsupportedError(
    'pytorch',
    `model: ${path} holds weights of PyTorch, which ONNX Runtime cannot read. Make a folder of it once, in Python with diffusers: ` +
      `StableDiffusionPipeline.from_single_file("${path}").save_pretrained("my-folder") (StableDiffusionXLPipeline for SDXL); ` +
      'then optimum-cli export onnx --model my-folder my-model, and name the folder my-model.',
  );
}

/**
 * The same, in a folder.
 *
 * @throws UnsupportedError `UNSUPPORTED` with how to export them.
 */
export function refusePyTorch(files: ModelFiles, entries: readonly ModelFileEntry[]): void {
  const found = entries.find(({ path }) => pyTorch.test(path));
  if (found === undefined) return;
  throw new UnsupportedError(
    'pytorch',
    `model: ${files.location} holds weights of PyTorch (${found.path}) and no ONNX networks. Export it once: ` +
      `pip install "optimum-onnx[onnxruntime]" diffusers, then optimum-cli export onnx --model ${files.location} my-model, and name the folder my-model.`,
  );
}
