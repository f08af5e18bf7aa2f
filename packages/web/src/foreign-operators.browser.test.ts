import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withOperator } from '../../core/src/testing/edit-graph.js';
import { openPage, softwareGpu } from './testing/browser.js';
import { testBrowser } from './testing/test-browser.js';

const quantised = new URL('../../core/golden/pipelines/klein-quantised-tiny/', import.meta.url);
const graph = readFileSync(new URL('transformer.onnx', quantised));

const shared = testBrowser({ flags: softwareGpu });

it.each([
  ['wasm', 'com.microsoft', 'NhwcConv'],
  ['wasm', 'com.microsoft', 'BiasSplitGelu'],
  ['webgpu', 'com.microsoft', 'NhwcConv'],
  ['webgpu', 'trt.plugins', 'TRT_FlashAttention'],
] as const)('%s refuses %s.%s, which it lacks, before weights are fetched', async (provider, domain, type) => {
  const edited = withOperator(graph, domain, type);
  shared.server.intercept = ({ url, method, headers }, response) => {
    if (!url!.endsWith('/transformer.onnx')) return false;
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(headers.range ?? '') ?? [];
    const part = from === undefined ? edited : edited.subarray(Number(from), to ? Number(to) + 1 : undefined);
    response.setHeader('accept-ranges', 'bytes');
    response.setHeader('content-length', part.length);
    if (from !== undefined) {
      response.statusCode = 206;
      response.setHeader('content-range', `bytes ${from}-${Number(from) + part.length - 1}/${edited.length}`);
    }
    response.end(method === 'HEAD' ? undefined : part);
  };
  shared.server.requests.length = 0;
  const { page } = await openPage(shared.browser, shared.server.url); // nothing is kept of the graph of another test
  const told = await page.evaluate(async (provider) => {
    const painter = globalThis.overpaint.createWebOverpaint({ providers: [provider] });
    const model = '/pipelines/klein-quantised-tiny/';
    const call = { image: '/pipelines/inputs/photo-64x64.png', model, prompt: 'make the wall blue' };
    const failures: string[] = [];
    for (const refused of [() => painter.plan(call), async () => void (await painter.img2img(call))]) {
      await refused().catch(({ code, message }) => failures.push(`${code} ${message}`));
    }
    const { foreignOperators } = await painter.inspectModel(model);
    await painter.dispose();
    return { failures, foreignOperators };
  }, provider);
  expect(told.foreignOperators).toEqual({ transformer: [`${domain}.${type}`] });
  expect(told.failures).toHaveLength(2);
  for (const failure of told.failures) {
    expect(failure).toMatch(new RegExp(`^UNSUPPORTED transformer: transformer\\.onnx .*: ${domain}\\.${type}\\. `));
  }
  const read = shared.server.requests.filter(({ path, method }) => path.endsWith('.data') && method === 'GET');
  expect(read).toEqual([]);
});
