import { InvalidArgumentError, UnsupportedError } from '../errors/index.js';
import type { ModelDescription } from '../model/describe.js';
import type { Img2ImgOptions } from '../options.js';
import type { Warning } from '../warning.js';
import { extraSettings, type FamilySettings } from './extra-settings.js';
import type { FamilyOption } from './family.js';

/**
 * What the call's family takes beyond the others: as asked for, else its own. What it does not take is a warning.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` above what the model's graphs allow; UnsupportedError `UNSUPPORTED` where
 * they leave no choice.
 */
export function familySettings(
  options: Img2ImgOptions,
  { family, folder }: ModelDescription,
  warn: (code: Warning['code'], message: string) => void,
): FamilySettings {
  const taken: readonly FamilyOption[] = family.options;
  const ignored: string[] = extraSettings.filter((extra) => options[extra] !== undefined && !taken.includes(extra));
  if (!taken.includes('imageGuidanceScale') && (options.imageGuidanceScale ?? 1) !== 1)
    ignored.push('imageGuidanceScale');
  if (family.guidance === 'none' && options.guidanceScale !== undefined) ignored.push('guidanceScale');
  for (const option of ignored)
    warn('ignored-option', `${option} means nothing to models of the family ${family.name}; it was ignored.`);

  const limits = family.limits?.(folder) ?? {};
  for (const [option, limit] of Object.entries(limits)) {
    const asked = options[option as FamilyOption];
    if (typeof asked !== 'number' || asked <= limit || !taken.includes(option as FamilyOption)) continue;
    if (limit > 0) throw new InvalidArgumentError(option, `at most ${limit} for ${folder.location}`, asked);
    throw new UnsupportedError(
      option,
      `${option}: the text encoders of ${folder.location} are exported with their last layers only. Leave ${option} out.`,
    );
  }
  const defaults: FamilySettings = family.defaults;
  const settings = extraSettings
    .filter((extra) => taken.includes(extra))
    .map((extra) => [extra, options[extra] ?? defaults[extra]] as const);
  return Object.fromEntries(settings.filter(([, value]) => value !== undefined));
}
