import { cp, mkdir, readFile, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withExternalData, withOtherWeights, withOutputsFirst, withPadding, withTextInput } from './edit-graph.js';

/** One change to a model folder, as `golden/faults` writes it. */
export type ModelEdit =
  | { readonly op: 'textInput'; readonly name: string; readonly type?: number }
  | { readonly op: 'outputsFirst'; readonly names: readonly string[] }
  | { readonly op: 'weights'; readonly component: string; readonly factor: number }
  | { readonly op: 'truncate'; readonly component: string }
  /** Weights in a file that the graph calls `location`; it is `file`, and a folder `beside` it may be there too. */
  | {
      readonly op: 'external';
      readonly component: string;
      readonly location: string;
      readonly file?: string;
      readonly beside?: string;
    }
  | { readonly op: 'pad'; readonly component: string; readonly bytes: number }
  /** The component's folder becomes a link to where it went, through further links if there are names for them. */
  | { readonly op: 'link'; readonly component: string; readonly to: string; readonly via?: readonly string[] };

export interface ModelChanges {
  readonly schedulerClass?: string;
  /** The text of scheduler_config.json. */
  readonly schedulerConfig?: string;
  readonly overpaintJson?: string;
  readonly edits?: readonly ModelEdit[];
}

const base = fileURLToPath(new URL('../../golden/pipelines/sd15-tiny', import.meta.url));

/** Copies the tiny Stable Diffusion model to a new folder, changed. */
export async function makeModel(folder: string, changes: ModelChanges = {}): Promise<string> {
  await cp(base, folder, { recursive: true, filter: (source) => source !== join(base, 'cases') });
  const { schedulerClass, schedulerConfig, overpaintJson, edits = [] } = changes;
  if (schedulerConfig !== undefined) await writeFile(join(folder, 'scheduler/scheduler_config.json'), schedulerConfig);
  if (schedulerClass !== undefined) {
    const path = join(folder, 'model_index.json');
    const index = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify({ ...index, scheduler: ['diffusers', schedulerClass] }));
  }
  if (overpaintJson !== undefined) await writeFile(join(folder, 'overpaint.json'), overpaintJson);
  for (const edit of edits) await apply(folder, edit);
  return folder;
}

async function apply(folder: string, edit: ModelEdit): Promise<void> {
  const component = 'component' in edit ? edit.component : 'text_encoder';
  const path = join(folder, component, 'model.onnx');
  const model = await readFile(path);
  switch (edit.op) {
    case 'textInput':
      return writeFile(path, withTextInput(model, edit.name, edit.type));
    case 'outputsFirst':
      return writeFile(path, withOutputsFirst(model, edit.names));
    case 'weights':
      return writeFile(path, withOtherWeights(model, edit.factor));
    case 'truncate':
      return truncate(path, model.length >> 1);
    case 'external': {
      const { graph, data } = withExternalData(model, edit.location);
      const file = join(folder, component, edit.file ?? edit.location);
      if (edit.beside !== undefined) await mkdir(join(folder, component, edit.beside));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, data);
      return writeFile(path, graph);
    }
    case 'pad': {
      const padding = join(folder, component, 'padding.bin');
      await writeFile(padding, '');
      await truncate(padding, edit.bytes); // a sparse file
      return writeFile(path, withPadding(model, 'padding.bin', edit.bytes));
    }
    case 'link':
      return link(
        join(folder, component),
        [...(edit.via ?? [])].map((name) => join(folder, name)),
        join(folder, edit.to),
      );
  }
}

/** Moves a folder and leaves a link to it, through the links `via`, the first of which is nearest to the folder. */
async function link(path: string, via: readonly string[], to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(path, to);
  let end = to;
  for (const place of [...via, path]) {
    await symlink(relative(dirname(place), end), place);
    end = place;
  }
}
