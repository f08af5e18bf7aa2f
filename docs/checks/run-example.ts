import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Example, root } from './examples.js';
import { withToldValues } from './told-values.js';

/** Every picture that examples name. */
export const photo = join(root, 'examples/start/bird.jpg');

const ours = [
  'overpaint',
  ...['core', 'node', 'presets', 'presets/styles', 'model-mini', 'server', 'ai-sdk', 'queue'].map(
    (name) => `@overpaint/${name}`,
  ),
];

/**
 * Why an example is compiled but not run; nothing where it is. It either says so itself, by declaring what only its
 * reader has, or it imports what is not here: a browser, another package, a file of this repository.
 */
export function whyNotRun({ code }: Example): string | undefined {
  const [declared] = /^declare .*/m.exec(code) ?? [];
  if (declared) return declared;
  const imported = [...code.matchAll(/(?:from|import) '([^']+)'/g)].map(([, name = '']) => name);
  const foreign = imported.find((name) => !ours.includes(name) && !name.startsWith('node:'));
  return foreign && `imports ${foreign}`;
}

/** Lays a picture of each name there that has none yet, but for `missing.jpg`. */
export async function layPictures(texts: readonly string[], folder: string): Promise<void> {
  for (const name of texts.filter((text) => /^(?!missing)[\w-]+\.(jpe?g|png|webp)$/.test(text))) {
    await cp(photo, join(folder, name), { force: false });
  }
}

/** Runs an example as a module that lies in `folder`, and compares the values that its comments tell. */
export async function runExample({ code }: Example, folder: string): Promise<void> {
  const read = [...code.matchAll(/(?<!save(?:File)?\()'([^'\n]+)'/g)].map(([, text = '']) => text);
  await layPictures(read, folder);
  const file = join(folder, `${randomUUID()}.ts`);
  const checks = `import { expectTold } from ${JSON.stringify(join(root, 'docs/checks/told-values.ts'))};`;
  await writeFile(file, `${checks}${withToldValues(code)}`);
  await import(/* @vite-ignore */ pathToFileURL(file).href);
}

/** Models that examples name, and the tiny ones of their families that stand for them. */
const models = {
  dreamy: 'sd15-tiny',
  realistic: 'controlnet-plain-tiny',
  'controlnet-canny': 'controlnet-tiny/controlnet',
  'controlnet-openpose': 'controlnet-tiny/controlnet',
  'stable-diffusion-v1-5': 'sd15-tiny',
  'stable-diffusion-inpainting': 'inpaint-tiny',
  'instruct-pix2pix': 'pix2pix-tiny',
  'sd-turbo': 'turbo-tiny',
  taesd: 'taesd-tiny',
  sdxl: 'sdxl-tiny',
  'sdxl-refiner': 'sdxl-refiner-tiny',
  'stable-diffusion-3': 'sd3-tiny',
  'flux-dev': 'flux-tiny',
  'z-image-turbo': 'z-image-tiny',
};

/** The same for models that look at pictures of their native size, which is small here. */
const editing = { 'flux-kontext': 'kontext-tiny', 'flux-2-klein': 'klein-tiny' };

/** LoRA files that examples name, and small ones in their place. */
const loras = { ink: 'kohya', chalk: 'diffusers', lcm: 'lcm' };

/**
 * A folder with the models and LoRAs that examples name, and the embedded model as an installed package, which paints small
 * pictures here, so that all examples together take seconds.
 */
export async function exampleFolder(): Promise<{ folder: string; embedded: URL; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'overpaint-examples-'));
  const golden = join(root, 'packages/core/golden/pipelines');
  await mkdir(join(folder, 'models'));
  for (const [name, tiny] of Object.entries(models))
    await symlink(join(golden, tiny), join(folder, 'models', name), 'junction');
  for (const [name, tiny] of Object.entries(editing)) {
    await cp(join(golden, tiny), join(folder, 'models', name), { recursive: true });
    await writeFile(join(folder, 'models', name, 'overpaint.json'), '{ "nativeSize": 96 }');
  }
  await mkdir(join(folder, 'loras'));
  for (const [name, small] of Object.entries(loras)) {
    const file = join(root, `packages/core/golden/loras/sd15-tiny/loras/${small}.safetensors`);
    await cp(file, join(folder, `loras/${name}.safetensors`));
  }

  const mini = join(root, 'packages/model-mini');
  const installed = join(folder, 'node_modules/@overpaint/model-mini');
  await cp(join(mini, 'package.json'), join(installed, 'package.json'));
  await cp(join(mini, 'model'), join(installed, 'model'), { recursive: true });
  const { default: told } = await import('../../packages/model-mini/model/overpaint.json', { with: { type: 'json' } });
  await writeFile(join(installed, 'model/overpaint.json'), JSON.stringify({ ...told, nativeSize: 64 }));

  const embedded = pathToFileURL(join(installed, 'model/'));
  return { folder, embedded, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}
