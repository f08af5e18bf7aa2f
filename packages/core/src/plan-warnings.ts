import { isGiven } from './guidance/is-given.js';
import type { CallLoras } from './lora/call-loras.js';
import type { ModelDescription } from './model/describe.js';
import type { Img2ImgOptions } from './options.js';
import type { Plan } from './paint-settings.js';
import type { PresetResult } from './presets-hook.js';
import type { WarningCode } from './warning.js';

export type Warn = (code: WarningCode, message: string) => void;

export const hasText = ({ expanded }: { readonly expanded: string }) => expanded.trim() !== '';

/** Whether the network is asked more than one question a step, if there is a prompt. */
export const isGuided = (
  { family }: ModelDescription,
  { guidanceScale, trueGuidanceScale = 1, negativePrompt }: Plan,
) => (family.guidance === 'branches' ? guidanceScale > 1 : trueGuidanceScale > 1 && isGiven(negativePrompt));

export function warnOfMissingMask(options: Img2ImgOptions, warn: Warn): void {
  for (const option of ['maskBlur', 'maskInvert', 'maskBinarize', 'maskPadding'] as const)
    if (options[option] !== undefined)
      warn('ignored-option', `${option} says how a mask is read, but there is no mask; it was ignored.`);
}

/** What guidance alone would use, where there is none. */
export function warnOfMissingGuidance(options: Img2ImgOptions, model: ModelDescription, plan: Plan, warn: Warn): void {
  const guided = isGuided(model, plan);
  const advice = model.family.advise?.({ ...plan, guided });
  if (advice) warn(advice.code, advice.message);
  if (guided && plan.prompts.some(hasText)) return;
  const off =
    model.family.guidance === 'branches'
      ? `guidanceScale ${plan.guidanceScale} is off`
      : `this network was taught guidance, and is asked but once a step${model.family.unless ?? ''}`;
  const why = guided ? 'there is no prompt, so nothing is guided' : off;
  const unused = {
    negativePrompt: (options.negativePrompt ?? '').trim() !== '',
    guidanceRescale: (options.guidanceRescale ?? 0) !== 0,
    imageGuidanceScale: plan.imageGuidanceScale !== 1 && options.imageGuidanceScale !== undefined,
  };
  for (const [option, used] of Object.entries(unused))
    if (used) warn('ignored-option', `${option} acts through guidance, but ${why}; it was ignored.`);
}

/** A replay whose scheduler is the recipe's, but in other hands: the model's part of its config has changed. */
export function warnOfOtherSettings(options: Img2ImgOptions, { schedulerConfig: now }: Plan, warn: Warn): void {
  const { replays, scheduler } = options;
  for (const name of replays?.beside ?? []) {
    const message = `The recipe was painted with ${name}, which it does not hold. Name it again.`;
    if (options[name] === undefined) warn('incomplete-replay', message);
  }
  const before = replays?.schedulerConfig ?? {};
  if (typeof scheduler !== 'object' || before['_class_name'] !== now._class_name) return;
  const text = (value: unknown) => JSON.stringify(value);
  const told = Object.keys(before)
    .filter((key) => text(before[key]) !== text(now[key]))
    .map((key) => `${key} ${text(now[key])} instead of ${text(before[key])}`);
  if (told.length > 0)
    warn('other-model', `The model's scheduler has other settings than the recipe's: ${told.join(', ')}.`);
}

/** Tags that name networks which could not be added. */
export function warnOfNetworks(
  results: readonly PresetResult[],
  options: Img2ImgOptions,
  loras: CallLoras | undefined,
  warn: Warn,
): void {
  for (const tag of new Set(results.flatMap(({ networks }) => networks?.map(({ written }) => written) ?? []))) {
    if (loras?.found.has(tag)) continue;
    const why = /^<(lora|lyco):/.test(tag)
      ? options.loraFolder === undefined
        ? 'a LoRA, for which loraFolder says where to look'
        : `a LoRA that is not in ${options.loraFolder}`
      : 'a network that cannot be added';
    warn('extra-network', `${shorten(tag)} names ${why}; the tag was left out of the prompt.`);
  }
}

/** As much of a text as a warning quotes. */
export const shorten = (text: string) => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
