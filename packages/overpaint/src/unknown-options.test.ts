import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as presets from '@overpaint/presets';
import { lmExpander } from '@overpaint/presets/lm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as overpaint from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-unknown-'));
  process.chdir(folder);
  await writeFile('photo.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"/>');
});
afterAll(async () => {
  await overpaint.dispose();
  process.chdir(tmpdir());
  await rm(folder, { recursive: true });
});

const pixels = () => ({ width: 1, height: 1, data: new Uint8ClampedArray(4) });
const net = { id: 'x', inspection: {}, disposed: false } as never;
const lora = { source: 'ink.safetensors', wieght: 0.5 } as { source: string };
const painted = (options: object) =>
  overpaint.img2img({ image: 'photo.svg', strength: 0, size: 16, ...options } as overpaint.Img2ImgOptions);

/** Calls with one name misspelt, and the name that is meant. */
const misspelt: Readonly<Record<string, readonly [meant: string, act: (options: never) => unknown, options: object]>> =
  {
    applyStyles: ['styles', presets.applyStyles, { style: 'ink' }],
    defineStyle: ['negativePrompt', presets.defineStyle, { name: 'x', prompt: 'x', negative_prompt: 'y' }],
    'defineStyle of recommended': [
      'strength',
      presets.defineStyle,
      { name: 'x', prompt: 'x', recommended: { strenght: 1 } },
    ],
    resolveStyle: ['description', presets.resolveStyle, { name: 'x', prompt: 'x', descripton: 'y' }],
    expandPrompt: ['strength', (options) => presets.expandPrompt('a cat', options), { strenght: 0.3 }],
    expandPrompts: ['combinatorial', (options) => presets.expandPrompts('{a|b}', options), { combinatoral: true }],
    prepareRequest: ['promptMagic', presets.prepareRequest, { prompt: 'x', promptmagik: true }],
    lmExpander: ['quantized', lmExpander, { model: 'x', quantised: false }],

    compare: ['axes', overpaint.compare, { image: 'photo.svg', axis: { strength: [0, 1] } }],
    'compare of an option': ['strength', overpaint.compare, { image: 'photo.svg', strenght: 0, axes: { seed: [1] } }],
    'compare of an axis': ['strength', overpaint.compare, { image: 'photo.svg', axes: { strenght: [0, 1] } }],
    'compare().sheet': [
      'columns',
      (options) => overpaint.compare({ image: 'photo.svg', strength: 0, axes: { seed: [1] } }).sheet(options),
      { colums: 2 },
    ],
    controlNet: ['preprocess', (options) => overpaint.controlNet(net, options), { preproces: 'canny' }],
    bindOverpaint: ['threads', overpaint.bindOverpaint, { thread: 2 }],
    createNodeOverpaint: ['idleTimeout', overpaint.createNodeOverpaint, { idelTimeout: 2 }],
    'createNodeOverpaint of a hub': [
      'endpoint',
      overpaint.createNodeOverpaint,
      { hub: { endpiont: 'https://x.example' } },
    ],
    nodeBackend: ['providers', overpaint.nodeBackend, { provider: ['cpu'] }],
    canny: ['low', (options) => overpaint.canny(pixels(), options), { lo: 1 }],
    lineart: ['blur', (options) => overpaint.lineart(pixels(), options), { blurr: 1 }],
    tile: ['factor', (options) => overpaint.tile(pixels(), options), { facter: 1 }],
    embedMetadata: [
      'parameters',
      (options) => overpaint.embedMetadata(new Uint8Array(8), 'png', options),
      { parameter: 'x' },
    ],
    fromRecipe: ['model', (options) => overpaint.fromRecipe({}, options), { modle: true }],
    loadModel: ['loras', (options) => overpaint.loadModel('x', options), { lora: [] }],
    'loadModel of a LoRA': ['weight', overpaint.loadModel.bind(undefined, 'x'), { loras: [lora] }],
    loadControlNet: ['signal', (options) => overpaint.loadControlNet('x', options), { signl: undefined }],
    inspectLora: ['model', (options) => overpaint.inspectLora('x', options), { modle: undefined }],
    loadTokenizer: [
      'padFallback',
      (options) => overpaint.loadTokenizer({ read: async () => {} } as never, 'x', options),
      { padFallbak: '!' },
    ],
    openFrames: ['length', (options) => overpaint.openFrames('photo.svg', options), { lenght: 2 }],
    paintFrames: ['follow', overpaint.paintFrames, { frames: 'photo.svg', folow: 0.2 }],
    'paintFrames of an option': ['strength', overpaint.paintFrames, { frames: 'photo.svg', strenght: 0.2 }],
    saveFrames: ['quality', (options) => overpaint.saveFrames('x.webp', [], options), { qualty: 80 }],
    saveFile: ['replace', (options) => overpaint.saveFile('x', new Uint8Array(1), options), { replce: false }],
    sample: ['predict', overpaint.sample, { predikt: () => {} }],
    pullModel: ['dtype', (options) => overpaint.pullModel('x/y', options), { dtyp: 'fp16' }],
    verifyModel: ['onProgress', (options) => overpaint.verifyModel('x/y', options), { onprogres: () => {} }],
    'img2img of a part': ['pixels', painted, { maskPadding: { pixel: 8 } }],
    'img2img of previews': ['every', painted, { preview: { evry: 2 } }],
    'img2img of a LoRA': ['weight', painted, { loras: [lora] }],
    'img2img of a style': ['prompt', painted, { style: { name: 'x', promt: 'x' } }],
    'img2img of prompt magic': ['strength', painted, { prompt: 'x', promptMagic: { strenght: 1 } }],
    'img2img of speed': ['guidance', painted, { speed: { guidence: { to: 1 } } }],
    'image.encode': [
      'quality',
      async (options) => (await painted({})).images[0].encode('jpeg', options),
      { qualty: 80 },
    ],
    'image.save': ['quality', async (options) => (await painted({})).images[0].save('x.jpg', options), { qualty: 80 }],
    'nodeImageCodec.encodeImage': [
      'quality',
      (options) => overpaint.nodeImageCodec.encodeImage(pixels(), 'jpeg', options),
      { qualty: 80 },
    ],
  };

it.each(Object.entries(misspelt))('%s refuses a name that is none, and says which is near', async (_, call) => {
  const [meant, act, options] = call;
  const error = await (async () => act(options as never))().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining(`Did you mean "${meant}"?`),
  });
});

it('warns of an option of a picture that does not exist, where there is a result to say so in', async () => {
  const warning = { code: 'unknown-option', message: expect.stringContaining('Did you mean "guidanceScale"?') };
  expect((await painted({ guidanceScal: 3 })).warnings).toContainEqual(warning);
  expect((await overpaint.plan({ image: 'photo.svg', guidanceScal: 3 } as never)).warnings).toContainEqual(warning);
  await using painter = await overpaint.prepare({ guidanceScal: 3, strength: 0, size: 16 } as never);
  expect((await painter.paint('photo.svg')).warnings).toContainEqual(warning);
});

/** Functions without options, and those of which the loop is made, which have no room for more checks in a browser. */
const others = [
  ...[
    'chunkBreak',
    'composePrompt',
    'escapePrompt',
    'parsePrompt',
    'renderPrompt',
    'parseStylesCsv',
    'parseStylesJson',
  ],
  ...[
    'parseWildcard',
    'readWildcards',
    'promptLanguage',
    'schedulePrompt',
    'takeNetworks',
    'adaptTokenizer',
    'addNoise',
  ],
  ...['cellRecipes', 'compareRecipes', 'createImage', 'createOverpaint', 'createRandom', 'createSchedule', 'detect'],
  ...['dispose', 'drawSheet', 'errorFromWire', 'errorToWire', 'fitImage', 'fitText', 'from16Bit', 'initFromStrength'],
  ...[
    'inspectModel',
    'isOverpaintError',
    'layoutSheet',
    'linearCombination',
    'listModels',
    'makeFolder',
    'matchColors',
  ],
  ...[
    'parseSchedulerConfig',
    'planFit',
    'readMetadata',
    'readRecipe',
    'removeModel',
    'resolveScheduler',
    'shiftForSize',
  ],
  ...[
    'sheetRecipe',
    'strengthFromInit',
    'tensor',
    'throwIfAborted',
    'removeUnfinished',
    'unfinishedPath',
    'withSave',
    'img2img',
    'plan',
    'prepare',
  ],
];

it('knows what every function of ours does with a name that is none', () => {
  const functions = Object.entries({ ...presets, ...overpaint } as Readonly<Record<string, unknown>>)
    .filter(([, value]) => typeof value === 'function' && !value.toString().startsWith('class'))
    .map(([name]) => name);
  expect(functions.filter((name) => !(name in misspelt) && !others.includes(name))).toEqual([]);
});
