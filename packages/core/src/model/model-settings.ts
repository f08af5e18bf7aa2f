import { checkChoice, checkNames, checkNumber, checkObject, checkText } from '../check.js';
import { InvalidArgumentError, ModelInvalidError } from '../errors/index.js';
import { MIN_SIDE } from '../image/index.js';
import { resolveScheduler } from '../schedulers/resolve.js';
import { folderPath } from './folder-path.js';
import type { JsonObject } from './json.js';

/** Settings that suit a model best; the caller's win over them, they over the family's. */
export interface ModelDefaults {
  readonly strength?: number;
  readonly guidanceScale?: number;
  readonly imageGuidanceScale?: number;
  readonly steps?: number;
  /** What its `steps` mean; another number of steps means what the caller says. */
  readonly stepsMode?: 'schedule' | 'exact';
  readonly scheduler?: string;
}

/** A distillation LoRA in a model's folder, with which it paints in a few steps, and the settings that it was made for. */
export interface Distillation {
  /** Its path in the folder. */
  readonly lora: string;
  readonly weight: number;
  readonly steps: number;
  readonly guidanceScale: number;
  readonly scheduler: string;
}

/** What `overpaint.json` beside model_index.json says of a model. */
export interface ModelSettings {
  readonly name: string | undefined;
  readonly licence: string | undefined;
  readonly nativeSize: number | undefined;
  readonly defaults: ModelDefaults;
  /** What its prompts say, where its family's say something else: what is to be seen, or what is to be changed. */
  readonly prompts: 'descriptions' | 'instructions' | undefined;
  /** Its graphs need no optimiser: see {@link ModelFile.optimised}. */
  readonly optimised: boolean;
  /** What `speed: 'fast'` paints with. */
  readonly fast: Distillation | undefined;
  /** Graph files by component, where they lie elsewhere than usual. */
  readonly graphs: Readonly<Record<string, string>>;
}

/**
 * Checks an `overpaint.json`: a model is data from strangers, and what it recommends must be what a caller could ask for.
 *
 * @throws ModelInvalidError `MODEL_INVALID` naming the setting, what it may be and what it is.
 */
export function modelSettings(json: JsonObject, location: string): ModelSettings {
  try {
    const defaults = checkObject('defaults', json['defaults']) ?? {};
    const graphs = checkObject('components', json['components']) ?? {};
    for (const [component, path] of Object.entries(graphs)) checkText(`components.${component}`, path);
    const number = (name: string, from: number, to: number, whole = false) =>
      checkNumber(`defaults.${name}`, defaults[name], from, to, { whole });
    const scheduler = checkText('defaults.scheduler', defaults['scheduler']);
    if (scheduler !== undefined) resolveScheduler(scheduler);
    const settings = {
      strength: number('strength', 0, 1),
      guidanceScale: number('guidanceScale', 0, 1000),
      imageGuidanceScale: number('imageGuidanceScale', 1, 1000),
      steps: number('steps', 1, 1000, true),
      stepsMode: checkChoice('defaults.stepsMode', defaults['stepsMode'], ['schedule', 'exact']),
      scheduler,
    };
    checkNames('defaults', defaults, settings);
    return {
      name: checkText('name', json['name']),
      licence: checkText('licence', json['licence']),
      nativeSize: checkNumber('nativeSize', json['nativeSize'], MIN_SIDE, largestNativeSize),
      defaults: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)),
      prompts: checkChoice('prompts', json['prompts'], ['descriptions', 'instructions']),
      optimised: json['optimised'] === true,
      fast: distillation(json['fast']),
      graphs: graphs as Readonly<Record<string, string>>,
    };
  } catch (cause) {
    if (!(cause instanceof InvalidArgumentError)) throw cause;
    throw new ModelInvalidError(
      'overpaint.json',
      `overpaint.json of ${location}: ${cause.message} Correct the file, or remove the setting.`,
      { cause },
    );
  }
}

function distillation(json: unknown): Distillation | undefined {
  const fast = checkObject('fast', json);
  if (fast === undefined) return undefined;
  checkNames('fast', fast, { lora: true, weight: true, steps: true, guidanceScale: true, scheduler: true });
  const path = checkText('fast.lora', fast['lora']) ?? '';
  const lora = folderPath(path, '');
  if (lora === undefined || !/\.safetensors$/i.test(path)) {
    throw new InvalidArgumentError('fast.lora', "a .safetensors file in the model's folder", fast['lora']);
  }
  const scheduler = checkText('fast.scheduler', fast['scheduler']) ?? 'lcm';
  resolveScheduler(scheduler);
  return {
    ...{ lora, scheduler },
    weight: checkNumber('fast.weight', fast['weight'], -10, 10) ?? 1,
    steps: checkNumber('fast.steps', fast['steps'], 1, 1000, { whole: true }) ?? 4,
    guidanceScale: checkNumber('fast.guidanceScale', fast['guidanceScale'], 0, 1000) ?? 1,
  };
}

/** No network was trained on larger squares by far; a slip in the file must not ask for terapixels. */
const largestNativeSize = 8192;
