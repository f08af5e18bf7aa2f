import { expect, it } from 'vitest';
import { openError, runError } from './ort-error.js';

// Messages as onnxruntime-node 1.30 gives them.
it.each([
  ['Load model from m.onnx failed:Protobuf parsing failed.', 'MODEL_INVALID'],
  [
    'Load model from m.onnx failed:/onnxruntime_src/onnxruntime/core/graph/model.cc:187 onnxruntime::Model::Model(onnx::ModelProto&&) ModelProto does not have a graph.\n',
    'MODEL_INVALID',
  ],
  [
    'Load model from m.onnx failed:This is an invalid model. In Node, ("x", Foo, "", -1) Error No Op registered for Foo',
    'MODEL_INVALID',
  ],
  ['std::bad_alloc', 'OUT_OF_MEMORY'],
  [
    '/onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 void* onnxruntime::BFCArena::AllocateRawInternal(size_t) Failed to allocate memory for requested buffer of size 4294967296',
    'OUT_OF_MEMORY',
  ],
  ['no available backend found. ERR: [bogus] backend not found.', 'BACKEND'],
])('tells what %j means when a network opens', (message, code) => {
  const cause = new Error(message);
  expect(openError('unet', 'model/unet/model.onnx', cause)).toMatchObject({ code, component: 'unet', cause });
});

it.each([
  ["input 'timestep' is missing in 'feeds'.", 'BACKEND'],
  ['Array buffer allocation failed', 'OUT_OF_MEMORY'],
  [
    'Non-zero status code returned while running Conv node. Failed to allocate memory for requested buffer of size 99',
    'OUT_OF_MEMORY',
  ],
])('tells what %j means when it runs', (message, code) => {
  const cause = new Error(message);
  const error = runError('vae_decoder', cause);
  expect(error).toMatchObject({ code, component: 'vae_decoder', cause });
  expect(error.message).not.toContain('\n');
});
