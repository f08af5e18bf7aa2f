import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ModelFiles } from '../backend/files.js';
import { createOverpaint } from '../overpaint.js';
import { withExternalData } from '../testing/edit-graph.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';

const golden = new URL('../../golden/pipelines/', import.meta.url);
const models = readdirSync(golden).filter((name) => name.endsWith('-tiny') && name !== 'taesd-tiny');

const bind = (files: (files: ModelFiles) => ModelFiles) =>
  createOverpaint<URL, never, never>(referencePlatform({ files }) as never);
const without = (pattern: RegExp) => (files: ModelFiles) => ({
  ...files,
  list: async () => (await files.list()).filter(({ path }) => !pattern.test(path)),
});
const call = { image: referencePicture(), seed: 1 };

describe.each(models)('%s', (model) => {
  const parts = readdirSync(new URL(`${model}/`, golden)).filter((name) => /^(text_encoder|tokenizer|vae)/.test(name));

  it.each(parts)('is described without its %s, and not opened', async (part) => {
    const { inspectModel, loadModel, plan } = bind(without(new RegExp(`^${part}(/|$)`)));
    const component = part.replace(/\.onnx.*/, ''); // a folder's name, or the name of a flat file
    const { family, needed, missing } = await inspectModel(model);
    expect(family).toBe((await bind((files) => files).inspectModel(model)).family);
    if (missing.includes(part)) return expect(needed).toEqual([]); // it makes do
    expect(needed).toEqual([expect.stringMatching(new RegExp(`^${part}(/|$)`))]);
    const refusal = { code: 'MODEL_INVALID', component, message: expect.stringContaining(part) };
    await expect(loadModel(model)).rejects.toMatchObject(refusal);
    await expect(plan({ ...call, model } as never)).rejects.toMatchObject(refusal);
  });
});

it('tells of all that is missing at once', async () => {
  const { inspectModel, loadModel } = bind(without(/^(vae_encoder|vae_decoder|tokenizer)\//));
  expect([...(await inspectModel()).needed].sort()).toEqual([
    'tokenizer/tokenizer.json',
    'vae_decoder/model.onnx',
    'vae_encoder/model.onnx',
  ]);
  await expect(loadModel()).rejects.toMatchObject({ message: expect.stringMatching(/vae_\w+\/model\.onnx, vae_/) });
});

it('tells of weights beside a graph that are not there', async () => {
  const path = 'unet/model.onnx';
  const files = (own: ModelFiles): ModelFiles => {
    const graph = own.read(path).then((bytes) => withExternalData(Buffer.from(bytes), 'model.onnx_data').graph);
    return {
      ...own,
      list: async () => {
        const { length: size } = await graph;
        return (await own.list()).map((entry) => (entry.path === path ? { ...entry, size } : entry));
      },
      read: async (asked, range) =>
        asked === path ? (await graph).subarray(range?.from, range?.to) : own.read(asked, range),
    };
  };
  expect((await bind(files).inspectModel()).needed).toEqual(['unet/model.onnx_data']);
  await expect(bind(files).loadModel()).rejects.toMatchObject({ code: 'MODEL_INVALID', component: 'unet' });
});

it('needs nothing of whole models', async () => {
  for (const model of models) expect((await bind((files) => files).inspectModel(model)).needed, model).toEqual([]);
});

it('tells of a folder without a denoiser what it holds', async () => {
  const { inspectModel } = bind(without(/^unet\//));
  await expect(inspectModel()).rejects.toMatchObject({
    code: 'MODEL_INVALID',
    message: expect.stringMatching(/unet\/model\.onnx.*found text_encoder, vae_encoder, vae_decoder/),
  });
});
