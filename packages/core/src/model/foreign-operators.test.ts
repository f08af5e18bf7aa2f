import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import type { ModelFiles } from '../backend/files.js';
import { mayHaveOperator } from '../onnx/provider-operators.js';
import { createOverpaint } from '../overpaint.js';
import { withFunction, withOperator } from '../testing/edit-graph.js';
import { referencePicture, referencePlatform } from '../testing/reference-platform.js';
import { foreignOperators } from './foreign-operators.js';

/** sd15-tiny with a UNet that uses other operators too, whose weights must not be read. */
function platformWith(edit: (graph: Buffer) => Buffer, others: readonly string[] = []) {
  const path = 'unet/model.onnx';
  const files = (own: ModelFiles): ModelFiles => {
    const graph = own.read(path).then((bytes) => edit(Buffer.from(bytes)));
    return {
      ...own,
      list: async () => {
        const { length: size } = await graph;
        return (await own.list()).map((entry) => (entry.path === path ? { ...entry, size } : entry));
      },
      read: async (asked, range) =>
        asked === path ? (await graph).subarray(range?.from, range?.to) : own.read(asked, range),
      locate: async () => {
        throw new Error('opened');
      },
    };
  };
  const platform = referencePlatform({ files });
  const otherProviders = (component: string) => (component === 'unet' ? others : []);
  const backend = { ...platform.backend, otherProviders };
  return createOverpaint<URL, never, never>({ ...platform, backend } as never);
}

describe.each([
  ['com.microsoft', 'NhwcConv'],
  ['com.microsoft', 'GroupNorm'],
  ['com.microsoft', 'QOrderedMatMul'],
  ['com.microsoft', 'MadeUpYesterday'],
  ['trt.plugins', 'TRT_FlashAttention'],
  ['my.own', 'Conv'],
])('a graph with %s.%s', (domain, type) => {
  const operator = `${domain}.${type}`;
  const overpaint = platformWith((graph) => withOperator(graph, domain, type));
  const refusal = { code: 'UNSUPPORTED', message: expect.stringMatching(new RegExp(`^unet: .*${operator}.*export`)) };

  it('is refused before it is opened', async () => {
    await expect(overpaint.loadModel()).rejects.toMatchObject(refusal);
    const call = { image: referencePicture(), seed: 1 } as never;
    await expect(overpaint.plan(call)).rejects.toMatchObject(refusal);
    await expect(overpaint.img2img(call)).rejects.toMatchObject(refusal);
  });

  it('is described', async () => {
    const { foreignOperators, family } = await overpaint.inspectModel();
    expect(foreignOperators).toEqual({ unet: [operator] });
    expect(family).toBe('stable-diffusion');
  });

  it('is left to a provider that may have it', async () => {
    const withGpu = platformWith((graph) => withOperator(graph, domain, type), ['someday']);
    expect((await withGpu.loadModel()).id).toBe('sd15-tiny');
  });

  it('is refused where another provider lacks it too', async () => {
    const more = platformWith(
      (graph) => withOperator(withOperator(graph, domain, type), 'com.microsoft', 'BiasSplitGelu'),
      ['webgpu'],
    );
    await expect(more.loadModel()).rejects.toMatchObject(refusal);
    await expect(more.loadModel()).rejects.not.toThrow('BiasSplitGelu');
  });
});

it.each([
  [
    'webgpu',
    ['com.microsoft.BiasAdd', 'com.ms.internal.nhwc.Conv'],
    ['com.microsoft.NhwcConv', 'com.microsoft.GroupNorm'],
  ],
  ['cuda', ['com.microsoft.GroupNorm', 'com.microsoft.PackedAttention'], ['com.microsoft.FusedMatMulActivation']],
  ['dml', ['com.microsoft.NhwcConv', 'com.microsoft.dml.DmlFusedConv'], ['com.microsoft.SkipGroupNorm']],
  ['coreml', [], ['com.microsoft.BiasAdd', 'com.microsoft.GroupNorm']],
])('knows what %s has beside processors', (provider, has, lacks) => {
  for (const operator of has) expect([operator, mayHaveOperator(provider, operator)]).toEqual([operator, true]);
  for (const operator of [...lacks, 'my.com.microsoft.BiasAdd', 'trt.BiasAdd', 'com.microsoft.MadeUpYesterday'])
    expect([operator, mayHaveOperator(provider, operator)]).toEqual([operator, false]);
});

it('takes operators that processors have, and those that the file defines', async () => {
  for (const type of ['MultiHeadAttention', 'SkipLayerNormalization', 'QuickGelu', 'MatMulNBits', 'FusedConv']) {
    const model = await platformWith((graph) => withOperator(graph, 'com.microsoft', type)).loadModel();
    expect(model.inspection.foreignOperators).toEqual({});
  }
  const own = platformWith((graph) => withFunction(withOperator(graph, 'my.own', 'Conv'), 'my.own', 'Conv'));
  expect((await own.loadModel()).inspection.components['unet']!.customOperators).toEqual([]);
});

it('looks into the functions that a file defines', async () => {
  const hidden = platformWith((graph) => withFunction(graph, 'my.own', 'Block', [['trt', 'Plugin']]));
  expect((await hidden.inspectModel()).foreignOperators).toEqual({ unet: ['trt.Plugin'] });
});

it('lists networks with such operators alone', () => {
  const network = (...customOperators: string[]) => ({ customOperators, path: 'model.onnx' });
  const components = { unet: network('com.microsoft.nchwc.Conv', 'a.b.C'), vae_decoder: network('ai.onnx.ml.Scaler') };
  expect(foreignOperators(components)).toEqual({ unet: ['a.b.C'] });
});
