import { readFile } from 'node:fs/promises';
import { createSchedule, fromRecipe, ModelInvalidError, parseSchedulerConfig, schedulers } from '@overpaint/core';
import fc from 'fast-check';
import { compareRecipes } from '../packages/core/src/compare-recipes.js';
import { readHeader } from '../packages/core/src/lora/safetensors.js';
import { modelSettings } from '../packages/core/src/model/model-settings.js';
import { addLayerOutputs } from '../packages/core/src/onnx/edits/add-layer-outputs.js';
import { addResidualInputs } from '../packages/core/src/onnx/edits/add-residual-inputs.js';
import { changedWeights } from '../packages/core/src/onnx/edits/change-weights.js';
import { cutToPieces } from '../packages/core/src/onnx/edits/cut-to-pieces.js';
import { cutAtFirstBlock } from '../packages/core/src/onnx/edits/first-block-cache.js';
import { fixDimensions } from '../packages/core/src/onnx/edits/fix-dimensions.js';
import { fuseAttention } from '../packages/core/src/onnx/edits/fuse-attention.js';
import { placeWeights } from '../packages/core/src/onnx/edits/place-weights.js';
import {
  countSkipConnections,
  keepDeepFeatures,
  reuseDeepFeatures,
} from '../packages/core/src/onnx/edits/reuse-deep-features.js';
import { shareStatistics } from '../packages/core/src/onnx/edits/share-statistics.js';
import { spellGroupNorms } from '../packages/core/src/onnx/edits/spell-group-norms.js';
import { splitAttention } from '../packages/core/src/onnx/edits/split-attention.js';
import { widenFloat16 } from '../packages/core/src/onnx/edits/widen-float16.js';
import { outlineGraph } from '../packages/core/src/onnx/outline-graph.js';
import { readGraph } from '../packages/core/src/onnx/read-graph.js';
import { parsePythonJson } from '../packages/core/src/python-json.js';
import { anything, fuzz, like, mutated } from './fuzz.js';

const golden = (path: string) => readFile(new URL(`../packages/core/golden/${path}`, import.meta.url));
const parts = ['unet', 'vae_encoder', 'vae_decoder', 'text_encoder'].map((part) => `sd15-tiny/${part}`);
const networks = [...parts, 'sd3-tiny/transformer'].map((path) => `pipelines/${path}/model.onnx`);
const graphs = await Promise.all([...networks, 'graphs/vae/decoder-group-norm.onnx'].map(golden));
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
const firstBlock = { picture: 'picture', text: 'text', change: 'change', rest: 'rest' };
const edits: readonly ((graph: Uint8Array) => unknown)[] = [
  (graph) => addLayerOutputs(graph, 'last_hidden_state', { hidden: String, normed: String }),
  (graph) => addResidualInputs(graph, (index) => `residual_${index}`),
  changedWeights,
  (graph) => cutAtFirstBlock(graph, 'head', { picture: 'hidden_states', text: 'encoder_hidden_states' }, firstBlock),
  (graph) => cutToPieces(graph, 1, { before: 'before', behind: 'behind', pieces: 'pieces' }),
  (graph) => fixDimensions(graph, new Map([['height', 8]])),
  fuseAttention,
  (graph) => placeWeights(graph, new Map([['x', 'y']])),
  (graph) => [countSkipConnections(graph), keepDeepFeatures(graph, 1, 'deep'), reuseDeepFeatures(graph, 1, 'deep')],
  (graph) => shareStatistics(graph, { given: 'given', part: 'part', measured: 'measured' }),
  spellGroupNorms,
  (graph) => splitAttention(graph, 3),
  widenFloat16,
];
fuzz('ONNX edits', fc.tuple(mutated(outlines), fc.constantFrom(...edits)), ([graph, edit]) => edit(graph), { may });

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
