import { checkObject } from '../check.js';

/** The parameters of Hugging Face's task `image-to-image`, as its clients send them, and Overpaint's names of them. */
const names = {
  prompt: 'prompt',
  negative_prompt: 'negativePrompt',
  guidance_scale: 'guidanceScale',
  num_inference_steps: 'steps',
  target_size: 'size',
  strength: 'strength',
  seed: 'seed',
} as const;

export type TaskOption = (typeof names)[keyof typeof names];

/**
 * Options of `img2img()` from the parameters of the task, and the names of those that mean nothing here. What is `null` is left
 * out; values are not looked at.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no object.
 */
export function readTaskParameters(parameters: unknown): {
  options: Partial<Record<TaskOption, unknown>>;
  unknown: readonly string[];
} {
  const given = Object.entries(checkObject('parameters', parameters ?? undefined) ?? {});
  const known = (name: string): name is keyof typeof names => Object.hasOwn(names, name);
  const set = given.filter(([, value]) => value !== undefined && value !== null);
  return {
    options: Object.fromEntries(set.flatMap(([name, value]) => (known(name) ? [[names[name], value]] : []))),
    unknown: set.flatMap(([name]) => (known(name) ? [] : [name])),
  };
}
