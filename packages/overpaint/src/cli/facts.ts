import { readFile } from 'node:fs/promises';
import pc from 'picocolors';
import { ImageDecodeError, readMetadata, readRecipe, schedulers } from '../index.js';
import { bytesText } from './bytes-text.js';
import { eachPicture } from './each-picture.js';
import { installedModels } from './installed-models.js';
import { type PaintFlags, paintingOptions } from './paint.js';
import { findPictures } from './pictures.js';
import { type CommonFlags, openSession, type RuntimeFlags } from './session.js';
import { table, tellPlan } from './tell-plan.js';
import { Terminal } from './terminal.js';

/** `overpaint plan`: what painting would do, without opening a network. Returns the exit status. */
export async function tellPlans(names: readonly string[], flags: PaintFlags): Promise<number> {
  const session = openSession(flags);
  const { terminal, overpaint, interruption } = session;
  const options = await paintingOptions(flags);
  const pictures = await findPictures(names, terminal);
  return eachPicture(pictures, session, async ({ picture }) => {
    const image = await picture.load(interruption.signal);
    const plan = await overpaint.plan({ ...options, image, signal: interruption.signal });
    for (const line of [pc.bold(picture.name), ...tellPlan(plan), ...(pictures.length > 1 ? [''] : [])]) {
      terminal.print(line);
    }
    return { plan };
  });
}

/** `overpaint inspect`: what a model folder holds, without loading weights. */
export async function tellModel(source: string | undefined, flags: CommonFlags): Promise<void> {
  const { terminal, overpaint } = openSession(flags);
  const model = await overpaint.inspectModel(source);
  const { components, defaults, latent } = model;
  const rows: [string, string][] = [
    ['model', `${model.name} (${model.id})`],
    ['where', model.location],
    ['licence', model.licence ?? 'not stated'],
    ['family', `${model.family}${model.pipeline ? `, made for ${model.pipeline}` : ''}`],
    ['native size', `${model.nativeSize} px, in multiples of ${model.multiple}`],
    ['latents', `${latent.channels} channels, 1/${latent.downscale} of the side`],
    ['scheduler', `${model.scheduler ?? 'none of its own'}, predicts ${model.predictionType}`],
    [
      'defaults',
      Object.entries(defaults)
        .map(([key, value]) => `${key} ${value}`)
        .join(', ') || "the family's",
    ],
    ['size', bytesText(model.bytes)],
  ];
  for (const line of table(rows)) terminal.print(line);
  const tensor = ({ name, type, dims }: { name: string; type: string; dims: readonly unknown[] }) =>
    `${name} ${type}[${dims.join(', ')}]`;
  for (const [name, { path, bytes, inputs, outputs }] of Object.entries(components)) {
    terminal.print(`${pc.bold(name)}  ${path}, ${bytesText(bytes)}`);
    terminal.print(`  in   ${inputs.map(tensor).join(', ')}`);
    terminal.print(`  out  ${outputs.map(tensor).join(', ')}`);
  }
  terminal.data(model);
}

/** `overpaint schedulers` */
export function listSchedulers(flags: CommonFlags): void {
  const terminal = new Terminal(flags);
  const all = Object.values(schedulers);
  const width = Math.max(...all.map(({ name }) => name.length));
  for (const { name, callsPerStep, stochastic, a1111, paper } of all) {
    const noise = stochastic === true ? 'draws noise' : stochastic ? `noise by ${stochastic}` : 'deterministic';
    const also = a1111.length > 0 ? `  A1111: ${a1111.join(', ')}.` : '';
    terminal.print(
      `${pc.bold(name.padEnd(width))}  ${callsPerStep} call${callsPerStep === 1 ? '' : 's'} a step, ${noise}.${also}  ${pc.dim(paper)}`,
    );
  }
  terminal.data(all);
}

/** `overpaint models`: what `--model` takes by name here. */
export async function listModels(flags: CommonFlags): Promise<void> {
  const terminal = new Terminal(flags);
  const models = await installedModels();
  for (const { id, folder, embedded } of models) {
    terminal.print(`${pc.bold(id)}  ${folder}${embedded ? '  (embedded)' : ''}`);
  }
  terminal.data(models);
}

/** `overpaint detect`: what this machine can do. */
export async function tellCapabilities(flags: CommonFlags & RuntimeFlags): Promise<void> {
  const { terminal, overpaint } = openSession(flags);
  const found = await overpaint.detect();
  const versions = Object.entries(found.versions).map(([name, version]) => `${name} ${version}`);
  const rows: [string, string][] = [
    ['providers', found.providers.join(', ')],
    ['threads', String(found.threads)],
    ['memory', found.memory === undefined ? 'unknown' : bytesText(found.memory)],
    ['versions', versions.join(', ')],
  ];
  for (const line of table(rows)) terminal.print(line);
  terminal.data(found);
}

/** `overpaint recipe`: the JSON that a picture carries. It is JSON with and without `--json`. */
export async function tellRecipe(path: string, flags: CommonFlags): Promise<void> {
  const terminal = new Terminal({ ...flags, json: true });
  const bytes = await readFile(path).catch((cause: Error) => {
    throw new ImageDecodeError(`image: ${path} could not be read (${cause.message}).`, { cause });
  });
  const recipe = readRecipe(bytes);
  if (recipe === undefined) {
    const reason =
      readMetadata(bytes).parameters === undefined
        ? 'it was painted without metadata, or by something else'
        : 'what it says of its making is of a tool that is not known here';
    throw new ImageDecodeError(`image: ${path} holds no recipe: ${reason}.`);
  }
  terminal.data(recipe);
}
