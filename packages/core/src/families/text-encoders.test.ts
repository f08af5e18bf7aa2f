import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { editNetwork } from '../model/edit-network.js';
import { findLayout } from '../model/layout.js';
import { openModel } from '../model/model.js';
import { recogniseFolder } from '../model/recognise.js';
import { expectClose } from '../testing/expect-close.js';
import { referenceBackend, referenceFiles } from '../testing/reference-backend.js';
import { plainLanguage, type Weighting } from '../text/index.js';
import { readTokenizerJson } from '../text/json-tokenizer.js';

interface GoldenTensor {
  readonly dims: readonly number[];
  readonly offset: number;
}

interface GoldenCase {
  readonly model: string;
  readonly prompt: string;
  readonly prompt2: string | null;
  readonly parts: Readonly<Record<string, readonly (readonly [string, number])[]>>;
  readonly weighting: Weighting;
  readonly maxSequenceLength: number | null;
  readonly hidden: GoldenTensor;
  readonly pooled: GoldenTensor;
}

const golden = new URL('../../golden/', import.meta.url);
const cases: GoldenCase[] = JSON.parse(readFileSync(new URL('text/encoders.json', golden), 'utf8'));
const values = new Float32Array(Uint8Array.from(readFileSync(new URL('text/encoders.f32', golden))).buffer);
const tensorOf = ({ dims, offset }: GoldenTensor) => ({
  dims,
  data: values.subarray(offset, offset + dims.reduce((product, dim) => product * dim, 1)),
});

it.each(cases.map((one) => [`${one.model}, ${one.weighting}, ${one.prompt2 ?? 'one prompt'}`, one] as const))(
  'weights and long prompts are told as the formulas say: %s',
  async (_, { model: name, prompt, prompt2, parts, weighting, maxSequenceLength, hidden, pooled }) => {
    const readers = {
      runtime: referenceBackend,
      recogniseFolder,
      readTokenizerJson,
      editNetwork,
    };
    const model = await openModel(readers, await findLayout(referenceFiles(new URL(`pipelines/${name}/`, golden))));
    const language = {
      ...plainLanguage,
      parsePrompt: (text: string) => parts[text]!.map(([text, weight]) => ({ text, weight })),
    };
    const settings = {
      weighting,
      guidanceScale: 1,
      network: { width: 64, height: 64 },
      prompt2: prompt2 ?? undefined,
      maxSequenceLength: maxSequenceLength ?? undefined,
    };
    const [told] = await model.encodePrompts([{ text: prompt, negative: false }], settings, language, {});
    expect(told!['hidden']!.dims).toEqual(hidden.dims);
    expectClose(told!['hidden']!, tensorOf(hidden), 1e-5, 'hidden');
    expectClose(told!['pooled']!, tensorOf(pooled), 1e-5, 'pooled');
    await model.dispose();
  },
);
