/** The files of a project that uses Overpaint, with `overpaint` as its only dependency, as people write them. */
const options = "image: 'bird.jpg', prompt: 'watercolor painting, flower', size: 64, steps: 2, seed: 7";

/** What a picky project asks of its compiler. Declarations are written too: what a program exports must have a name. */
const picky = {
  noEmit: true,
  declaration: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noPropertyAccessFromIndexSignature: true,
  skipLibCheck: false,
  target: 'es2022',
};
const node = { module: 'nodenext', moduleResolution: 'nodenext', types: ['node'] };
const bundler = { module: 'preserve', moduleResolution: 'bundler' };

/** What is compiled, by the name of what it is compiled for. */
const programs = {
  node: { compilerOptions: { ...picky, ...node }, include: ['*.mts', '*.cts'], exclude: ['page.mts'] },
  'node-skipping-declarations': {
    compilerOptions: { ...picky, ...node, skipLibCheck: true },
    include: ['*.mts', '*.cts'],
    exclude: ['page.mts'],
  },
  bundler: { compilerOptions: { ...picky, ...bundler, types: ['node'] }, include: ['*.mts'], exclude: ['page.mts'] },
  // A page's `lib` is what its `target` says, and there are no types but the browser's.
  page: { compilerOptions: { ...picky, ...bundler, customConditions: ['browser'], types: [] }, files: ['page.mts'] },
};

export const compilations = Object.keys(programs).map((name) => `tsconfig.${name}.json`);

/**
 * @param {string} readme the first example of the README
 * @param {readonly { code: string }[]} faults programs that did not compile once
 */
export const consumers = (readme, faults) => ({
  ...Object.fromEntries(faults.map(({ code }, index) => [`fault-${index}.mts`, code])),
  ...Object.fromEntries(Object.entries(programs).map(([name, config]) => [`tsconfig.${name}.json`, json(config)])),
  'readme.mts': readme,
  'paint.mjs': `import { img2img } from 'overpaint';

const { images, seed } = await img2img({ ${options} });
await images[0].save('from-esm.png');
console.log(\`\${images[0].width} × \${images[0].height}, seed \${seed}\`);
`,
  'paint.cjs': `const { img2img } = require('overpaint');

img2img({ ${options} }).then(async ({ images, seed }) => {
  await images[0].save('from-cjs.png');
  console.log(\`\${images[0].width} × \${images[0].height}, seed \${seed}\`);
});
`,
  'page.js': `import { img2img } from 'overpaint';

document.querySelector('input').onchange = async ({ target }) => {
  const { images } = await img2img({ image: target.files[0], prompt: 'ink drawing' });
  document.body.append(URL.createObjectURL(await images[0].toBlob()));
};
`,
  'module.mts': `import {
  bindOverpaint, createSchedule, detect, expandPrompts, fromRecipe, img2img, Img2ImgRun, inspectModel, isOverpaintError,
  loadModel, plan, readRecipe, resolveStyle, styles,
  type DownloadError, type Img2ImgEvent, type Img2ImgOptions, type Img2ImgResult, type Model, type NodeImage,
  type OutOfMemoryError, type Plan, type Recipe, type Style, type StyleName, type WarningCode,
} from 'overpaint';
import { readFile } from 'node:fs/promises';

// Where declarations cannot be resolved everything is \`any\`, which takes these.
// @ts-expect-error a number is no set of options
img2img(5);
// @ts-expect-error a picture is no promise of one
img2img({ image: 'bird.jpg' }).images;
// @ts-expect-error there is no such style
const misspelt: StyleName = 'watercolour';
// @ts-expect-error there is no such code
isOverpaintError(misspelt, 'OUT_OF_MEMROY');

const options: Img2ImgOptions = { image: 'bird.jpg', prompt: ['flower', 'leaf'], style: 'watercolor', strength: 0.5 };
export const result = await img2img(options);
export const annotated: Img2ImgResult = result;
export const first: NodeImage = annotated.images[0];
export const saved: string = await result.images[0].save('bird.png', { quality: 90 });

export const run = img2img({
  ...options,
  onProgress(event) {
    if (event.type === 'image') void event.image.save('bird.jpg');
  },
});
export const held: Img2ImgRun = run;
export const isRun: boolean = run instanceof Img2ImgRun;
export const events: Img2ImgEvent[] = [];
for await (const event of run) {
  events.push(event);
  if (event.type === 'step') event.remainingSeconds.toFixed();
  if (event.type === 'image') await event.image.save('bird.png');
}
export const codes: WarningCode[] = (await run).warnings.map(({ code }) => code);

export const planned = await plan({ image: new Uint8Array(8), size: { width: 64, height: 64 } });
export const steps: Plan['timesteps'] = planned.timesteps;
export const model = await loadModel('./model', { memory: 'staged' });
export const kept: Model = model;
await using own = await loadModel();
await img2img({ image: new URL('file:///bird.jpg'), model: own });
export const inspected = await inspectModel();
export const machine = await detect();
export const calls = bindOverpaint({ threads: 2 });
await calls.dispose();

const recipe = readRecipe(await readFile('bird.png'));
export const replay: Img2ImgOptions = { image: 'bird.jpg', ...fromRecipe(recipe ?? result.recipe), seed: undefined };
export const made: Recipe = result.recipe;

export const picker: [name: string, style: Style][] = Object.entries(styles);
export const chosen = resolveStyle('ink');
export const prompts = expandPrompts('a {red|blue} bird', { count: 2, seed: 1 });
export const schedule = createSchedule({ scheduler: 'dpmpp-2m', steps: 4 });

export function advice(error: unknown): string {
  if (isOverpaintError(error, 'OUT_OF_MEMORY')) return outOf(error);
  if (!isOverpaintError(error)) throw error;
  switch (error.code) {
    case 'DOWNLOAD':
      return from(error);
    case 'MODEL_NOT_FOUND':
      return error.source;
    default:
      return error.message;
  }
}
const outOf = ({ component }: OutOfMemoryError) => component;
const from = ({ url, status = 0 }: DownloadError) => \`\${url}: \${status.toFixed()}\`;
`,
  'common.cts': `import { img2img, isOverpaintError, styles, type Img2ImgOptions, type Img2ImgResult } from 'overpaint';
import overpaint = require('overpaint');

// @ts-expect-error a number is no set of options
img2img(5);

const options: Img2ImgOptions = { image: 'bird.jpg', prompt: 'ink drawing' };
export async function paint(): Promise<Img2ImgResult> {
  const result = await overpaint.img2img(options);
  await result.images[0].save('bird.png');
  return result;
}
export const run = img2img(options);
export const names = Object.keys(styles);
export const code = (error: unknown) => isOverpaintError(error) && error.code;
`,
  'page.mts': `import { img2img, listModels, styles, type Img2ImgEvent, type Img2ImgOptions, type WebImage } from 'overpaint';

// @ts-expect-error a number is no set of options
img2img(5);

const options: Img2ImgOptions = { image: document.createElement('canvas'), prompt: 'ink drawing', onProgress: show };
export const result = await img2img(options);
export const first: WebImage = result.images[0];
first.draw(document.createElement('canvas'));
export const blob: Blob = await result.images[0].toBlob('webp');
export const names: string[] = Object.keys(styles);
export const stored = await listModels();

function show(event: Img2ImgEvent): void {
  if (event.type === 'image') event.image.draw(new OffscreenCanvas(1, 1));
}
`,
});

const json = (value) => JSON.stringify(value, undefined, 2);
