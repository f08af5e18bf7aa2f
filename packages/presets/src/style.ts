import { checkNames, checkText } from './check.js';
import { InvalidArgumentError } from './invalid-argument.js';

/** What a list of styles is sorted by. */
export type StyleGroup =
  | 'general'
  | 'photo'
  | 'painting'
  | 'drawing'
  | 'print'
  | 'craft'
  | 'digital'
  | 'movement'
  | 'light'
  | 'custom';

/** Settings that suit a style; the caller's own values win over them. */
export interface StyleSettings {
  /** 0–1, how much is repainted. */
  readonly strength?: number | undefined;
  /** Above 1 classifier-free guidance is on. Meant for models whose usual value is about 7. */
  readonly guidanceScale?: number | undefined;
  readonly scheduler?: string | undefined;
  /** 1–1000, length of the schedule. */
  readonly steps?: number | undefined;
}

/** A look in words. `{prompt}` in the template is where the person's own words go; without it, they come first. */
export interface Style {
  readonly name: string;
  readonly group: StyleGroup;
  /** One line for lists. */
  readonly description: string;
  readonly prompt: string;
  readonly negativePrompt?: string | undefined;
  readonly recommended?: StyleSettings | undefined;
}

/** A style of one's own: only a name and a template are needed. */
export interface StyleDefinition {
  readonly name: string;
  readonly prompt: string;
  readonly group?: StyleGroup | undefined;
  readonly description?: string | undefined;
  readonly negativePrompt?: string | undefined;
  readonly recommended?: StyleSettings | undefined;
}

/**
 * Checks a style of one's own and fills in what it leaves out.
 *
 * @throws `INVALID_ARGUMENT` when the name is empty, the template is no text, a field does not exist, or what is recommended is no setting of styles or out of range.
 * @example
 * ```ts
 * import { applyStyles, defineStyle } from '@overpaint/presets';
 * const dusk = defineStyle({ name: 'dusk', prompt: '{prompt} at dusk, long shadows', recommended: { strength: 0.5 } });
 * applyStyles({ prompt: 'a harbour', styles: [dusk] }).prompt; // 'a harbour at dusk, long shadows'
 * ```
 */
export function defineStyle(style: StyleDefinition): Style {
  checkNames('style', style, {
    ...{ name: true, prompt: true, group: true, description: true, negativePrompt: true, recommended: true },
  });
  const { name, prompt, group, description, negativePrompt, recommended } = style;
  if (recommended !== undefined) checkNames('style.recommended', recommended, { ...ranges, scheduler: true });
  if (typeof name !== 'string' || name.trim() === '') throw new InvalidArgumentError('style.name', 'a name', name);
  checkText('style.prompt', prompt);
  if (negativePrompt !== undefined) checkText('style.negativePrompt', negativePrompt);
  for (const [key, [from, to]] of Object.entries(ranges)) {
    const value = recommended?.[key as keyof typeof ranges];
    if (value !== undefined && !(typeof value === 'number' && value >= from && value <= to)) {
      throw new InvalidArgumentError(`style.recommended.${key}`, `a number from ${from} to ${to}`, value);
    }
  }
  return {
    name: name.trim(),
    group: group ?? 'custom',
    description: description ?? '',
    prompt,
    ...(negativePrompt === undefined ? {} : { negativePrompt }),
    ...(recommended === undefined ? {} : { recommended }),
  };
}

const ranges = { strength: [0, 1], guidanceScale: [0, 100], steps: [1, 1000] } as const;
