import { entryOf, type SchedulerConfig, stableDiffusionConfig } from '../schedulers/index.js';
import { type JsonObject, stringOf } from './json.js';

/** The scheduler that a model folder names. */
export interface FolderScheduler {
  /** scheduler_config.json, its `_class_name` the class that counts; absent where the folder says nothing of it. */
  readonly config: SchedulerConfig | undefined;
  /** Why another class than the folder's own counts, if one does. */
  readonly replaced: string | undefined;
}

/**
 * As diffusers' `from_pretrained`: the class that model_index.json names reads scheduler_config.json, whichever class
 * wrote that file. Where it names none that is understood, the file's own class counts, and then the `usual` one of the family.
 */
export function folderScheduler(
  index: JsonObject,
  config: JsonObject | undefined,
  usual: SchedulerConfig = stableDiffusionConfig,
): FolderScheduler {
  const entry = index['scheduler']; // [library, class], null twice where there is none
  const names = [Array.isArray(entry) ? entry[1] : undefined, stringOf(config, '_class_name')].filter(
    (name): name is string => typeof name === 'string',
  );
  if (names.length === 0 && config === undefined) return { config, replaced: undefined };
  const [first, second] = names.map(
    (name) => entryOf({ _class_name: name.replace(/^(Flax|ORT|Onnx)/, '') })?.className,
  );
  const _class_name = first ?? second ?? usual._class_name!;
  const reason = names.length === 0 ? 'The model names no scheduler' : `The model's ${names[0]} is not known here`;
  const replaced = first ? undefined : `${reason}: ${_class_name} takes its place. \`scheduler\` names another.`;
  return { config: { ...(config ?? usual), _class_name }, replaced };
}
