import { readFile } from 'node:fs/promises';
import { createSchedule, fromRecipe, ModelInvalidError, parseSchedulerConfig, schedulers } from '@overpaint/core';
import fc from 'fast-check';
import { compareRecipes } from '../packages/core/src/compare-recipes.js';
import { readHeader } from '../packages/core/src/lora/safetensors.js';
import { modelSettings } from '../packages/core/src/model/model-settings.js';
import { addResidualInputs } from '../packages/core/src/onnx/edits/add-residual-inputs.js';
import { changedWeights } from '../packages/core/src/onnx/edits/change-weights.js';
import { fixDimensions } from '../packages/core/src/onnx/edits/fix-dimensions.js';
import {
  countSkipConnections,
  keepDeepFeatures,
  reuseDeepFeatures,
} from '../packages/core/src/onnx/edits/reuse-deep-features.js';
import { widenFloat16 } from '../packages/core/src/onnx/edits/widen-float16.js';
import { outlineGraph } from '../packages/core/src/onnx/outline-graph.js';
import { readGraph } from '../packages/core/src/onnx/read-graph.js';
import { parsePythonJson } from '../packages/core/src/python-json.js';
import { anything, fuzz, like, mutated } from './fuzz.js';

const golden = (path: string) => readFile(new URL(`../packages/core/golden/${path}`, import.meta.url));
const parts = ['unet', 'vae_encoder', 'text_encoder'];
const graphs = await Promise.all(parts.map((part) => golden(`pipelines/sd15-tiny/${part}/model.onnx`)));
const outlines = await Promise.all(
  graphs.map(
    async (bytes) => (await outlineGraph(async (from, to) => bytes.subarray(from, to), bytes.length, 'x')).graph,
  ),
);

// Graphs are read by functions that say RangeError; the component's name is added by who calls them.
const may = [RangeError];
fuzz(
  'ONNX headers',
  mutated(outlines),
  (bytes) => readGraph(async (from, to) => bytes.subarray(from, to), bytes.length),
  { may },
);
fuzz(
  'ONNX outlines',
  mutated(outlines),
  (bytes) => outlineGraph(async (from, to) => bytes.subarray(from, to), bytes.length, 'x'),
  { may },
);
fuzz(
  'ONNX edits',
  mutated(outlines),
  (bytes) => {
    countSkipConnections(bytes);
    keepDeepFeatures(bytes, 1, 'deep');
    reuseDeepFeatures(bytes, 1, 'deep');
    addResidualInputs(bytes, (index) => `residual_${index}`);
    widenFloat16(bytes);
    changedWeights(bytes);
    fixDimensions(bytes, new Map([['height', 8]]));
  },
  { may },
);

const names = [
  'DDIMScheduler',
  'EulerDiscreteScheduler',
  'FlowMatchEulerDiscreteScheduler',
  'DPMSolverMultistepScheduler',
];
const configs = names.map((name) => ({
  ...{
    _class_name: name,
    num_train_timesteps: 1000,
    beta_start: 0.00085,
    beta_end: 0.012,
    beta_schedule: 'scaled_linear',
  },
  ...{ prediction_type: 'epsilon', timestep_spacing: 'leading', steps_offset: 1, trained_betas: null, shift: 3 },
}));
const options = fc.record(
  {
    scheduler: fc.constantFrom(...schedulers.map(({ name }) => name), 'DPM++ 2M Karras', 'none'),
    steps: fc.oneof(fc.integer({ min: 1, max: 60 }), anything),
    strength: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), anything),
    sigmas: fc.oneof(fc.constantFrom('karras', 'exponential', 'beta', 'default'), anything),
    config: like(configs),
  },
  { requiredKeys: [] },
);
fuzz('scheduler configs', options, (given) => {
  if (given.config) parseSchedulerConfig(given.config as never);
  createSchedule(given as never);
});

const safetensors = (header: unknown) => {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + 16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
};
const header = { __metadata__: { a: 'b' }, up: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] } };
fuzz('safetensors', fc.oneof(mutated([safetensors(header)]), like([header]).map(safetensors)), (bytes) =>
  readHeader(bytes, 'x'),
);

const settings = {
  name: 'x',
  licence: 'MIT',
  nativeSize: 512,
  defaults: { steps: 20 },
  components: { unet: 'u.onnx' },
};
fuzz('overpaint.json', like([settings, { ...settings, defaults: null }]), (json) => modelSettings(json, 'x'));
fuzz(
  'JSON of Python',
  fc.oneof(
    fc.string(),
    mutated([new TextEncoder().encode('{"a": NaN, "b": [Infinity, -Infinity]}')]).map((bytes) =>
      new TextDecoder().decode(bytes),
    ),
  ),
  (text) => parsePythonJson(text),
  {
    may: [SyntaxError, ModelInvalidError],
  },
);

const recipe = {
  ...{ version: 1, generator: 'overpaint 1', backend: 'node', model: { id: 'a', sha256: 'b' }, loras: [], seed: 7 },
  ...{
    prompt: { given: 'a', expanded: 'b' },
    scheduler: 'euler',
    schedulerConfig: configs[0],
    features: [{ name: 'mask' }],
  },
  ...{ asked: { seed: 7, mask: true }, size: { width: 64, height: 64 }, fit: { mode: 'cover' }, speed: {}, steps: 4 },
};
fuzz('recipes', fc.tuple(like([recipe]), like([recipe])), ([one, other]) => {
  fromRecipe(one);
  fromRecipe(other, { model: true });
  compareRecipes(one, other);
});
