import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { goldenFolder } from '../testing/golden-tokenizer.js';
import type { Weighting } from './emphasis.js';
import { type EncodedChunk, encodePrompts, reportTokens } from './encode-prompts.js';
import { loadTokenizer } from './load-tokenizer.js';
import { type PromptLanguage, plainLanguage } from './prompt-language.js';

interface GoldenCase {
  name: string;
  prompt: string;
  parts: [text: string, weight: number][];
  weighting: Weighting;
  ids: number[][];
  dims: number[];
  offset: number;
}

const golden = new URL('../../golden/', import.meta.url);
const cases: GoldenCase[] = JSON.parse(readFileSync(new URL('text/weights.json', golden), 'utf8'));
const bytes = readFileSync(new URL('text/weights.f32', golden));
const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
const tokenizer = await loadTokenizer(goldenFolder('sd15-tiny'), 'tokenizer');
const graph = readFileSync(new URL('pipelines/sd15-tiny/text_encoder/model.onnx', golden));
const session = await InferenceSession.create(new Uint8Array(graph));

async function encode(ids: readonly number[]): Promise<EncodedChunk> {
  const feed = new OrtTensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
  const { last_hidden_state: hidden, pooler_output: pooled } = await session.run({ input_ids: feed });
  const floats = (tensor: OrtTensor | undefined) => ({ data: tensor!.data as Float32Array, dims: tensor!.dims });
  return { hidden: floats(hidden), pooled: floats(pooled) };
}

/** Reads each prompt as the reference file says. */
const language: PromptLanguage = {
  ...plainLanguage,
  parsePrompt: (prompt) =>
    cases.find((entry) => entry.prompt === prompt)!.parts.map(([text, weight]) => ({ text, weight })),
};

const worst = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

/**
 * What the rounding of another CPU may do, 1e-5. A1111's way divides by the mean, which is near 0 (8e-5 in "nested"): there the
 * mean's rounding over the mean comes on top, with 4e-7 a value as the reference measured.
 */
function tolerance(wanted: Float32Array, weighting: Weighting): number {
  if (weighting !== 'a1111') return 1e-5;
  const mean = wanted.reduce((sum, value) => sum + value, 0) / wanted.length;
  return 1e-5 + (worst(wanted, new Float32Array(wanted.length)) * (4e-7 / Math.sqrt(wanted.length))) / Math.abs(mean);
}

it.each(cases.map((entry) => [entry.name, entry.weighting, entry] as const))(
  'equals the formulas in Python: %s, %s',
  async (_, weighting, { prompt, ids, dims, offset }) => {
    const asked: (readonly number[])[] = [];
    const { embeddings, pooled, reports } = await encodePrompts({
      prompts: [prompt],
      tokenizer,
      language,
      weighting,
      encode: (chunk) => encode(asked[asked.push(chunk) - 1]!),
    });
    expect(asked.filter((chunk) => ids.some((wanted) => wanted.join() === chunk.join())).length).toBeGreaterThanOrEqual(
      ids.length,
    );
    expect(embeddings[0]!.dims).toEqual(dims);
    const wanted = values.subarray(offset, offset + embeddings[0]!.data.length);
    expect(worst(embeddings[0]!.data, wanted)).toBeLessThan(tolerance(wanted, weighting));
    expect(pooled![0]!.dims).toEqual([1, 32]);
    expect(reports[0]).toMatchObject({ chunks: ids.length, cut: '', cutTokens: 0 });
  },
);

it('gives every prompt of a call as many chunks as the longest, filled up with empty ones', async () => {
  const { embeddings, reports } = await encodePrompts({
    prompts: ['a cat, '.repeat(50), '', 'a cat'],
    tokenizer,
    encode,
  });
  const chunks = reports[0]!.chunks;
  expect(chunks).toBeGreaterThan(1);
  for (const { dims } of embeddings) expect(dims).toEqual([1, 77 * chunks, 32]);
  expect(reports.map((report) => report.chunks)).toEqual([chunks, 1, 1]);
  const empty = (await encodePrompts({ prompts: [''], tokenizer, encode })).embeddings[0]!;
  expect(embeddings[1]!.data.subarray(0, empty.data.length)).toEqual(empty.data);
  expect(embeddings[2]!.data.subarray(-empty.data.length)).toEqual(empty.data);
});

it('leaves an embedding without weights alone to the last bit', async () => {
  const plain = (
    await encode([814, ...tokenizer.encode('a cat'), ...new Array(76 - tokenizer.encode('a cat').length).fill(815)])
  ).hidden;
  for (const weighting of ['a1111', 'comfy', 'none'] as const) {
    const { embeddings } = await encodePrompts({ prompts: ['a cat'], tokenizer, encode, weighting });
    expect(embeddings[0]).toEqual(plain);
  }
});

it('adds up the embeddings of a blend, each times its weight', async () => {
  const blending: PromptLanguage = {
    ...plainLanguage,
    blendPrompt: () => [
      { text: 'a cat', weight: 0.25 },
      { text: 'a dog', weight: 0.75 },
    ],
  };
  const prompts = ['a cat', 'a dog'];
  const {
    embeddings: [cat, dog],
    pooled: pool,
  } = await encodePrompts({ prompts, tokenizer, encode });
  const { embeddings, pooled } = await encodePrompts({ prompts: ['whatever'], tokenizer, encode, language: blending });
  const mixed = cat!.data.map((value, index) => 0.25 * value + 0.75 * dog!.data[index]!);
  expect(worst(embeddings[0]!.data, mixed)).toBeLessThan(1e-6);
  expect(
    worst(
      pooled![0]!.data,
      pool![0]!.data.map((value, i) => 0.25 * value + 0.75 * pool![1]!.data[i]!),
    ),
  ).toBeLessThan(1e-6);
});

it('takes 10,000 words at once, keeps eight chunks and says what was cut', () => {
  const words = Array.from({ length: 10_000 }, (_, index) => `word${index}`).join(' ');
  const start = performance.now();
  const report = reportTokens(words, tokenizer);
  expect(performance.now() - start).toBeLessThan(2000);
  expect(report).toMatchObject({ text: words, chunks: 8 });
  expect(report.tokens - report.cutTokens).toBe(600);
  expect(words.endsWith(report.cut)).toBe(true);
  const kept = words.slice(0, -report.cut.length);
  expect(tokenizer.encode(kept).length).toBeLessThanOrEqual(600);
  expect(tokenizer.encode(`${kept}${report.cut.split(' ')[0]}`).length).toBeGreaterThan(600);
});

it('reports the longest text of a prompt that is composed or changes over time', () => {
  const composed: PromptLanguage = {
    ...plainLanguage,
    composePrompt: (text) => text.split(' AND ').map((part) => ({ text: part, weight: 1 })),
    schedulePrompt: (text, steps) =>
      text.split('>').map((part, index) => ({ until: (steps / 2) * (index + 1), text: part })),
  };
  const one = reportTokens('a cat', tokenizer).tokens;
  const report = reportTokens('a>a cat AND a cat>a', tokenizer, composed, { steps: 10 });
  expect(report).toMatchObject({ tokens: one, chunks: 1, cutTokens: 0, cut: '' });
});
