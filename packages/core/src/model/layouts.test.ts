import { describe, expect, it } from 'vitest';
import type { ModelFiles } from '../backend/files.js';
import { createOverpaint } from '../overpaint.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';
import { graphPaths } from './graph-paths.js';

const call = { image: referencePicture(), prompt: 'ink', size: 64, steps: 2, strength: 1, seed: 3 };

/** The same files under other names. */
function moved(rename: (path: string) => string): (files: ModelFiles) => ModelFiles {
  return (files) => {
    const names = files.list().then((entries) => new Map(entries.map(({ path }) => [rename(path), path])));
    const original = async (path: string) => (await names).get(path) ?? path;
    return {
      ...files,
      list: async () => (await files.list()).map((entry) => ({ ...entry, path: rename(entry.path) })),
      read: async (path, range) => files.read(await original(path), range),
      locate: async (path) => files.locate(await original(path)),
      fingerprint: async (paths) => files.fingerprint(await Promise.all(paths.map(original))),
    };
  };
}

const bind = (files: (files: ModelFiles) => ModelFiles) =>
  createOverpaint<URL, never, never>(referencePlatform({ files }) as never);
const paint = async (files: (files: ModelFiles) => ModelFiles) =>
  ((await bind(files).img2img(call)).images[0] as { data: Uint8Array }).data;
const usual = await paint((files) => files);

it.each<[string, (path: string) => string]>([
  ['flat files', (path) => path.replace(/^(\w+)\/model\.onnx$/, '$1.onnx')],
  ['flat files in onnx/', (path) => path.replace(/^(\w+)\/model\.onnx$/, 'onnx/$1_model.onnx')],
  ['folders in onnx/', (path) => path.replace(/^(\w+\/model\.onnx)$/, 'onnx/$1')],
  ['another name', (path) => path.replace(/^(\w+)\/model\.onnx$/, '$1/model_layernorm.onnx')],
  ['one folder down', (path) => `stable-diffusion-v1-5_io32/${path}`],
  ['one folder down, flat', (path) => `x/${path.replace(/^(\w+)\/model\.onnx$/, '$1_fp16.onnx')}`],
])('paints with a model in %s', async (_, rename) => {
  expect(await paint(moved(rename))).toEqual(usual);
});

describe('of several precisions', () => {
  const entry = (path: string) => ({ path, size: 1, present: true });
  const entries = [
    'unet/model.onnx',
    'unet/model_fp16.onnx',
    'onnx/text_encoder_model_q4f16.onnx',
    'onnx/text_encoder_2_model_q4f16.onnx',
    'onnx/text_encoder_2_model_fp16.onnx',
    'vae_decoder_quantized.onnx',
    'vae_encoder/._model.onnx',
  ].map(entry);

  it.each([
    [
      undefined,
      {
        unet: 'unet/model.onnx',
        text_encoder: 'onnx/text_encoder_model_q4f16.onnx',
        text_encoder_2: 'onnx/text_encoder_2_model_fp16.onnx',
        vae_decoder: 'vae_decoder_quantized.onnx',
      },
    ],
    ['fp16' as const, { unet: 'unet/model_fp16.onnx', text_encoder_2: 'onnx/text_encoder_2_model_fp16.onnx' }],
    ['q4f16' as const, { unet: 'unet/model.onnx', text_encoder_2: 'onnx/text_encoder_2_model_q4f16.onnx' }],
  ])('takes the one asked for (%s), else the fullest', (dtype, expected) => {
    const paths = graphPaths(entries, dtype);
    expect(paths).toMatchObject(expected);
    expect(paths).not.toHaveProperty('vae_encoder');
  });

  it('takes none of several that only their names tell apart', () => {
    expect(graphPaths(['unet/a.onnx', 'unet/b.onnx'].map(entry))).toEqual({});
  });

  it('refuses an unknown one', async () => {
    const { loadModel } = bind((files) => files);
    await expect(loadModel('sd15-tiny', { dtype: 'fp8' as never })).rejects.toMatchObject({ argument: 'dtype' });
  });
});

describe('says what to do with', () => {
  const replaced =
    (path: string, text: string) =>
    (files: ModelFiles): ModelFiles => ({
      ...files,
      list: async () => (await files.list()).map((one) => (one.path === path ? { ...one, size: text.length } : one)),
      read: async (asked, range) =>
        asked === path ? new TextEncoder().encode(text).subarray(range?.from, range?.to) : files.read(asked, range),
    });

  it('a pointer of git-lfs', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 3438167536\n';
    const { plan } = bind(replaced('unet/model.onnx', pointer));
    await expect(plan(call)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      component: 'unet',
      message: expect.stringContaining('git lfs pull'),
    });
  });

  it('weights of PyTorch', async () => {
    const { plan } = bind(moved((path) => path.replace('model.onnx', 'diffusion_pytorch_model.safetensors')));
    await expect(plan(call)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('optimum-cli export onnx'),
    });
  });

  it.each([
    [16, 'bfloat16'],
    [17, 'float8e4m3fn'],
    [23, 'float4e2m1'],
  ])('a graph whose input is of type %i', async (type, name) => {
    // The input "sample" of the decoder: type float32 is 08 01 in its TypeProto.Tensor.
    const { inspectModel } = bind((files) => ({
      ...files,
      async read(path, range) {
        const bytes = Uint8Array.from(await files.read(path, range));
        if (path !== 'vae_decoder/model.onnx') return bytes;
        const at = [...bytes.keys()].find(
          (i) => new TextDecoder('latin1').decode(bytes.subarray(i, i + 13)) === 'latent_sample' && bytes[i + 17] === 8,
        );
        if (at !== undefined) bytes[at + 18] = type;
        return bytes;
      },
    }));
    await expect(inspectModel('sd15-tiny')).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining(name),
    });
  });
});
