import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { withOperator } from '../../core/src/testing/edit-graph.js';
import { createNodeOverpaint } from './overpaint.js';

const pipelines = fileURLToPath(new URL('../../core/golden/pipelines/', import.meta.url));
const image = join(pipelines, 'inputs/photo-64x64.png');
const gigabytes = 6e9;
let folder: string;

/** A model with weights of four and eight bits and an operator more, whose weights would take minutes to read. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'overpaint-operators-'));
  cpSync(join(pipelines, 'klein-quantised-tiny'), folder, { recursive: true, filter: (path) => !/cases/.test(path) });
  truncateSync(join(folder, 'transformer.onnx.data'), gigabytes); // a sparse file
});
afterAll(() => rmSync(folder, { recursive: true }));

const use = (domain: string, type: string) => {
  const graph = readFileSync(join(pipelines, 'klein-quantised-tiny/transformer.onnx'));
  writeFileSync(join(folder, 'transformer.onnx'), withOperator(graph, domain, type));
};

it.each([
  ['cpu', 'com.microsoft', 'NhwcConv'],
  ['cpu', 'com.microsoft', 'BiasSplitGelu'],
  ['webgpu', 'com.microsoft', 'NhwcConv'],
  ['webgpu', 'trt.plugins', 'TRT_FlashAttention'],
  ['cuda', 'trt.plugins', 'TRT_FlashAttention'],
  ['dml', 'com.microsoft', 'SkipGroupNorm'],
  ['coreml', 'com.microsoft', 'BiasSplitGelu'],
] as const)('%s refuses %s.%s, which it lacks, before weights are read', async (provider, domain, type) => {
  use(domain, type);
  const overpaint = createNodeOverpaint({ cache: false, providers: [provider] });
  const refusal = {
    code: 'UNSUPPORTED',
    message: expect.stringMatching(new RegExp(`^transformer: transformer\\.onnx .*: ${domain}\\.${type}\\. `)),
  };
  const call = { image, model: folder, prompt: 'make the wall blue' };
  await expect(overpaint.img2img(call)).rejects.toMatchObject(refusal);
  await expect(overpaint.plan(call)).rejects.toMatchObject(refusal);
  const { foreignOperators } = await overpaint.inspectModel(folder);
  expect(foreignOperators).toEqual({ transformer: [`${domain}.${type}`] });
  await overpaint.dispose();
});

it('leaves an operator to any provider that has it', async () => {
  use('com.microsoft', 'NhwcConv');
  const call = { image, model: folder, prompt: 'make the wall blue' };
  for (const providers of [['cuda'], ['cuda', 'cpu'], ['webgpu', 'dml']] as const) {
    const overpaint = createNodeOverpaint({ cache: false, providers: [...providers] });
    expect((await overpaint.plan(call)).networkCalls).toBe(4);
    await overpaint.dispose();
  }
  use('com.microsoft', 'BiasSplitGelu');
  const overpaint = createNodeOverpaint({ cache: false, providers: ['webgpu'] });
  expect((await overpaint.plan(call)).networkCalls).toBe(4);
  await overpaint.dispose();
});
