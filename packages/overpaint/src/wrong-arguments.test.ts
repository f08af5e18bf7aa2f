import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as presets from '@overpaint/presets';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as overpaint from './index.js';

const { bindOverpaint, createImage, createNodeOverpaint, isOverpaintError, nodeBackend, saveFile } = overpaint;

/** What callers in JavaScript, and callers of data from elsewhere, hand over by mistake. */
const wrong = [
  undefined,
  null,
  5,
  -1,
  Number.NaN,
  'x',
  '',
  true,
  {},
  [],
  [null],
  () => {},
  Symbol('s'),
  1n,
  new Date(0),
];
const shown = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overpaint-wrong-'));
  process.chdir(folder); // saveFile('x', bytes) is right
});
afterAll(async () => {
  await overpaint.dispose();
  process.chdir(tmpdir());
  await rm(folder, { recursive: true });
});

/**
 * Parts that the loop itself is made of, and what those pass who bind a platform or a thread of their own: they get what
 * other parts gave, at every step, and a worker has no room for more checks.
 */
const plumbing = [
  'cellRecipes',
  'createImage',
  'createOverpaint',
  'drawSheet',
  'errorFromWire',
  'errorToWire',
  'fitImage',
  'fitText',
  'layoutSheet',
  'linearCombination',
  'matchColors',
  'sheetRecipe',
];

const functions = Object.entries({ ...presets, ...overpaint } as Readonly<Record<string, unknown>>).filter(
  (entry): entry is [string, (...args: unknown[]) => unknown] =>
    typeof entry[1] === 'function' && !entry[1].toString().startsWith('class') && !plumbing.includes(entry[0]),
);

it.each(functions)('%s refuses what it cannot take by an error of its own', async (name, call) => {
  for (const value of wrong) {
    for (const args of [[value], ['x', value], [{}, value], [new Uint8Array(4), value], [[1], value]]) {
      const error = await failure(() => call(...args));
      if (error !== undefined) expect(isOverpaintError(error), `${name}(${args.map(shown)}): ${error}`).toBe(true);
    }
  }
});

async function failure(act: () => unknown): Promise<unknown> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return error;
  }
}

const image = () => {
  const backend = { encodeImage: async () => new Uint8Array() };
  const made = createImage({ width: 1, height: 1, data: new Uint8ClampedArray(4) }, {
    seed: 1,
    recipe: {},
    backend,
    metadata: false,
  } as unknown as Parameters<typeof createImage>[1]);
  return made as typeof made & Record<'encode', (...args: unknown[]) => Promise<unknown>>;
};

/** Methods of what the functions give, and of what they take. */
const methods: Readonly<Record<string, (value: never) => unknown>> = {
  'compelLanguage.parsePrompt': (value) => presets.compelLanguage.parsePrompt(value),
  'compelLanguage.blendPrompt': (value) => presets.compelLanguage.blendPrompt(value),
  'compelLanguage.unsupported': (value) => presets.compelLanguage.unsupported(value),
  'schedulePrompt of steps': (value) => presets.schedulePrompt('a [b:c:0.5] [d|e]', value),
  'model.warmup': async (value) => (await overpaint.loadModel()).warmup(value),
  'model.warmup of a signal': async (signal) => (await overpaint.loadModel()).warmup({ signal }),
  'nodeImageCodec.openImage': (value) => overpaint.nodeImageCodec.openImage(value, { limitInputPixels: 9 }),
  'nodeImageCodec.openImage of options': (value) => overpaint.nodeImageCodec.openImage(image(), value),
  'nodeImageCodec.encodeImage': (value) => overpaint.nodeImageCodec.encodeImage(value, 'png'),
  'nodeImageCodec.encodeImage of a format': (value) => overpaint.nodeImageCodec.encodeImage(image(), value),
  'nodeImageCodec.encodeImage of options': (value) => overpaint.nodeImageCodec.encodeImage(image(), 'png', value),
};

it.each(Object.entries(methods))('%s refuses what it cannot take by an error of its own', async (name, act) => {
  for (const value of wrong) {
    const error = await failure(() => act(value as never));
    if (error !== undefined) expect(isOverpaintError(error), `${name}(${shown(value)}): ${error}`).toBe(true);
  }
});

it.each<[what: string, argument: string, act: () => unknown]>([
  ["encode('png', null)", 'options', () => image().encode('png', null)],
  ["encode('png', 5)", 'options', () => image().encode('png', 5)],
  ['encode(null)', 'format', () => image().encode(null)],
  ["encode('gif')", 'format', () => image().encode('gif')],
  ["encode('jpeg', { quality: 101 })", 'quality', () => image().encode('jpeg', { quality: 101 })],
  ["encode('jpeg', { quality: '90' })", 'quality', () => image().encode('jpeg', { quality: '90' })],
  ['img2img(null)', 'options', () => overpaint.img2img(null as never)],
  ['plan(null)', 'options', () => overpaint.plan(null as never)],
  ['loadModel(5)', 'source', () => overpaint.loadModel(5 as never)],
  ["loadModel('x', null)", 'options', () => overpaint.loadModel('x', null as never)],
  ["loadModel('x', { memory: 'stagd' })", 'memory', () => overpaint.loadModel('x', { memory: 'stagd' as never })],
  ['inspectModel(5)', 'source', () => overpaint.inspectModel(5 as never)],
  ['readRecipe(null)', 'bytes', () => overpaint.readRecipe(null as never)],
  ['createRandom(-1)', 'seed', () => overpaint.createRandom(-1)],
  ["saveFile('a.png', 5)", 'bytes', () => saveFile('a.png', 5 as never)],
])('%s names the argument', async (_, argument, act) => {
  expect(await failure(act)).toMatchObject({ code: 'INVALID_ARGUMENT', argument });
});

const options: readonly (readonly [argument: string, options: unknown])[] = [
  ['options', null],
  ['options', 5],
  ['options', 'cpu'],
  ['options', []],
  ['threads', { threads: 0 }],
  ['threads', { threads: 'two' }],
  ['threads', { threads: 1.5 }],
  ['threads', { threads: null }],
  ['providers', { providers: 'cpu' }],
  ['providers', { providers: [] }],
  ['providers', { providers: [5] }],
  ['weights', { weights: 'x' }],
  ['cache', { cache: 5 }],
  ['cache', { cache: '' }],
  ['cache', { cache: true }],
];
const bindings: readonly (readonly [argument: string, options: unknown])[] = [
  ...options,
  ['defaultModel', { defaultModel: 5 }],
  ['defaultModel', { defaultModel: '' }],
  ['packages', { packages: 'x' }],
  ['packages', { packages: { x: '/x' } }],
  ['presets', { presets: {} }],
  ['presets', { presets: null }],
  ['concurrency', { concurrency: 0 }],
  ['maxModels', { maxModels: 'all' }],
  ['idleTimeout', { idleTimeout: -1 }],
];

it.each(options)('nodeBackend names %s of %j', async (argument, given) => {
  expect(await failure(() => nodeBackend(given as never))).toMatchObject({ code: 'INVALID_ARGUMENT', argument });
});

it.each(bindings)('createNodeOverpaint and bindOverpaint name %s of %j', async (argument, given) => {
  for (const bind of [createNodeOverpaint, bindOverpaint]) {
    expect(await failure(() => bind(given as never))).toMatchObject({ code: 'INVALID_ARGUMENT', argument });
  }
});

it.each(wrong.filter((value) => value !== undefined))('save() names what it cannot take: %s', async (value) => {
  await writeFile('photo.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"/>');
  const { images } = await overpaint.img2img({ image: 'photo.svg', strength: 0, size: 16 });
  for (const args of [[value], ['a.png', value]] as [never, never][]) {
    const error = await failure(() => images[0].save(...args));
    if (error !== undefined) expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
  }
  expect((await readdir('.')).filter((name) => name.endsWith('.partial'))).toEqual([]);
});
