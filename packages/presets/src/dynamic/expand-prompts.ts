import { checkNames, checkObject, checkText, checkWhole } from '../check.js';
import { randomNumbers } from '../random.js';
import { randomSampler } from './sampler.js';
import type { Bound } from './scope.js';
import { readTemplate } from './template.js';
import { firstText, textsOf } from './texts-of.js';
import type { TemplateWarning, Warn } from './warning.js';
import { WildcardLists, type Wildcards } from './wildcards.js';

export interface ExpandPromptsOptions {
  /** How many prompts, 1–10000. Without it, one, or with `combinatorial` all (10000 at most). */
  readonly count?: number | undefined;
  /** 0–2⁵³−1, 0 by default. Prompt i of a call equals the one made alone with seed + i. */
  readonly seed?: number | undefined;
  readonly wildcards?: Wildcards | undefined;
  /** Every combination in order instead of random ones. */
  readonly combinatorial?: boolean | undefined;
  /** Told once of each thing in the template that could not be followed. */
  readonly onWarning?: ((warning: TemplateWarning) => void) | undefined;
}

/**
 * Expands a dynamic prompt, in the grammar of the dynamicprompts package:
 * - `{a|b}` one of them, `{3::a|b}` with weights, `{2$$a|b|c}` two joined by a comma, `{1-2$$ and $$a|b}` one or two joined
 *   by "and";
 * - `__animal__` a line of the wildcard list `animal` (`__animal*__` of all that match), `{2$$__animal__}` two of them,
 *   `__hat(size=huge)__` a line in which `${size}` is "huge";
 * - `${name=value}` and `${name}` variables, `${name:default}`, `${name=!{a|b}}` chosen once, `${name?=value}` in a
 *   wildcard's line unless the template around it has set it;
 * - `%{before ... behind$$inner}` puts `inner` where the dots are;
 * - `{~a|b}`, `__~animal__` by chance, `{@a|b}` in turn, `{!a|b}` every one, whatever samples the rest;
 * - `# comment` up to the end of the line, `// comment` behind a bracket.
 *
 * What cannot be read, and wildcards and variables that are unknown, stay as they are, and `onWarning` is told.
 *
 * @throws `INVALID_ARGUMENT` for a template that is no text, lists that are none, a count or a seed out of range.
 * @example
 * ```ts
 * import { expandPrompts } from '@overpaint/presets';
 * expandPrompts('a {red|blue} boat', { combinatorial: true }); // ['a red boat', 'a blue boat']
 * ```
 */
export function expandPrompts(template: string, options: ExpandPromptsOptions = {}): string[] {
  checkNames('options', options, { count: true, seed: true, wildcards: true, combinatorial: true, onWarning: true });
  const { count = options.combinatorial ? limit : 1, seed = 0, combinatorial = false } = options;
  checkText('template', template);
  checkWhole('count', count, 1, limit);
  checkWhole('seed', seed, 0, Number.MAX_SAFE_INTEGER);

  const told = new Set<string>();
  const warn: Warn = (message, code = 'template-text') => {
    if (!told.has(message)) options.onWarning?.({ code, message });
    told.add(message);
  };
  const { wildcards = {} } = options;
  checkObject('wildcards', wildcards);
  const lists = new WildcardLists(wildcards, warn);
  const parsed = readTemplate(template, warn);
  const bind = (turn: number, byChance: boolean): Bound => {
    const random = randomSampler(randomNumbers(turn));
    const run = { lists, warn, turn, random, spent: 0 };
    return { template: parsed, scope: { run, sampler: byChance ? random : undefined, variables: new Map(), depth: 0 } };
  };
  if (!combinatorial) return Array.from({ length: count }, (_, index) => firstText(bind(seed + index, true)));

  const prompts = new Set<string>();
  const bound = bind(seed, false);
  let tries = 0;
  for (const prompt of textsOf(bound)) {
    prompts.add(prompt);
    if (prompts.size === count || ++tries === limit * 10) break;
    bound.scope.run.spent = 0;
  }
  return [...prompts];
}

const limit = 10_000;
