import { expect, it } from 'vitest';
import { modelSettings } from './model-settings.js';

it('takes what a caller could ask for', () => {
  const defaults = {
    strength: 0.5,
    guidanceScale: 1.5,
    imageGuidanceScale: 1,
    steps: 4,
    stepsMode: 'exact',
    scheduler: 'DPM++ 2M Karras',
  };
  const json = {
    name: 'Dreamy',
    licence: 'CC0-1.0',
    nativeSize: 768,
    defaults,
    optimised: true,
    files: { 'a.onnx': '00' },
  };
  expect(modelSettings(json, 'here')).toEqual({
    name: 'Dreamy',
    licence: 'CC0-1.0',
    nativeSize: 768,
    defaults,
    optimised: true,
    graphs: {},
  });
  expect(modelSettings({}, 'here')).toMatchObject({ defaults: {}, optimised: false });
});

it.each([
  ['guidanceScale', { defaults: { guidanceScale: -3 } }],
  ['guidanceScale', { defaults: { guidanceScale: '7' } }],
  ['guidanceScale', { defaults: { guidanceScale: null } }],
  ['strength', { defaults: { strength: 1.5 } }],
  ['imageGuidanceScale', { defaults: { imageGuidanceScale: 0 } }],
  ['steps', { defaults: { steps: 0 } }],
  ['steps', { defaults: { steps: 2.5 } }],
  ['stepsMode', { defaults: { stepsMode: 'precise' } }],
  ['scheduler', { defaults: { scheduler: 'no such scheduler' } }],
  ['scheduler', { defaults: { scheduler: 7 } }],
  ['defaults', { defaults: [] }],
  ['nativeSize', { nativeSize: 1e6 }],
  ['nativeSize', { nativeSize: 0 }],
  ['nativeSize', { nativeSize: { width: 512 } }],
  ['name', { name: 5 }],
  ['components.unet', { components: { unet: 5 } }],
  ['Did you mean "guidanceScale"', { defaults: { guidenceScale: 3 } }],
  ['Did you mean "weight"', { fast: { lora: 'a.safetensors', wieght: 1 } }],
])('refuses %s in %j', (setting, json) => {
  expect(() => modelSettings(json as never, 'the folder x')).toThrow(
    expect.objectContaining({
      code: 'MODEL_INVALID',
      component: 'overpaint.json',
      message: expect.stringMatching(new RegExp(`overpaint.json of the folder x: .*${setting}`)),
    }),
  );
});
