import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readGraph } from './read-graph.js';

const packages = new URL('../../../', import.meta.url);
const graphs = ['core/golden/pipelines', 'model-mini/model'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, packages), { recursive: true })
    .map((path) => `${folder}/${String(path)}`)
    .filter((path) => path.endsWith('.onnx')),
);

async function counted(bytes: Uint8Array, alone: boolean) {
  const read = { bytes: 0, times: 0 };
  const graph = await readGraph(
    async (from, to) => {
      read.bytes += to - from;
      read.times++;
      return bytes.subarray(from, to);
    },
    bytes.length,
    { alone },
  );
  return { graph, read };
}

it.each(graphs)('finds of %s, past its weights, what lies behind them', async (path) => {
  const bytes = readFileSync(new URL(path, packages));
  const whole = await counted(bytes, false);
  const short = await counted(bytes, true);
  const { float16, float16Bytes, ...header } = whole.graph;
  expect(short.graph).toMatchObject(header);
  expect(short.read.bytes).toBeLessThanOrEqual(whole.read.bytes + 2 ** 14);
  if (path.startsWith('model-mini')) return; // of several types, which the first weight does not tell
  expect(short.graph.float16).toBe(float16);
  expect(Math.abs(short.graph.float16Bytes - float16Bytes)).toBeLessThan(bytes.length);
});

/** A length-delimited field. */
const field = (number: number, content: Uint8Array | number[]): number[] => {
  const length: number[] = [];
  for (let left = content.length; ; left = Math.floor(left / 128)) {
    length.push((left % 128) + (left >= 128 ? 128 : 0));
    if (left < 128) break;
  }
  return [
    ...(number < 16 ? [number * 8 + 2] : [((number * 8 + 2) % 128) + 128, (number * 8 + 2) >> 7]),
    ...length,
    ...content,
  ];
};
const text = (value: string) => [...new TextEncoder().encode(value)];
const value = (name: string) => [...field(1, text(name)), ...field(2, field(1, [8, 1]))];
const weight = (name: string, size: number, fill = (i: number) => (i * 97) % 251) => [
  ...field(8, text(name)),
  ...field(
    9,
    Uint8Array.from({ length: size }, (_, i) => fill(i)),
  ),
];
const model = (graph: number[]) => Uint8Array.from([8, 8, ...field(7, graph), ...field(8, [16, 17])]);
const large = Array.from({ length: 20 }, (_, i) => field(5, weight(`w${i}`, 20_000))).flat();
const names = ({ inputs, outputs }: Awaited<ReturnType<typeof readGraph>>) =>
  [...inputs, ...outputs].map(({ name }) => name);

it('reads kilobytes of large weights, in three reads', async () => {
  const { graph, read } = await counted(model([...large, ...field(11, value('in')), ...field(12, value('out'))]), true);
  expect(names(graph)).toEqual(['in', 'out']);
  expect(graph.opsets).toEqual({ 'ai.onnx': 17 });
  expect(read.times).toBeLessThanOrEqual(3);
  expect(read.bytes).toBeLessThan(100_000);
});

it.each([1000, 5000])('looks past a list of %i values behind the outputs', async (count) => {
  const values = Array.from({ length: count }, (_, i) => field(13, value(`layer/${i}/output`))).flat();
  const bytes = model([...large, ...field(11, value('in')), ...field(12, value('out')), ...values]);
  expect(names((await counted(bytes, true)).graph)).toEqual(['in', 'out']);
});

it('walks where weights are listed as inputs, or where fields are in another order', async () => {
  const listed = model([...large, ...field(11, value('w0')), ...field(11, value('in')), ...field(12, value('out'))]);
  expect(names((await counted(listed, true)).graph)).toEqual(['in', 'out']);
  const other = model([...field(11, value('in')), ...field(12, value('out')), ...large]);
  expect(names((await counted(other, true)).graph)).toEqual(['in', 'out']);
});

it('is not taken in by weights that look like fields', async () => {
  // 0x5a 0x02 … is an input of two bytes, 0x62 0x00 an empty output: chains of them reach the end.
  const tricky = field(
    5,
    weight('tricky', 60_000, (i) => [0x5a, 0x02, 0x62, 0x00][i % 4]!),
  );
  const bytes = model([...large, ...tricky, ...field(11, value('in')), ...field(12, value('out'))]);
  expect(names((await counted(bytes, true)).graph)).toEqual(['in', 'out']);
});
