import type { RecipeLora } from '../lora/recipe-lora.js';

/** The text under `parameters` by which A1111 (stable-diffusion-webui) and its kin note how a picture was made. */

/** What of a recipe the text can say. A recipe has these fields, and more. */
export interface ParametersSource {
  readonly generator?: string | undefined;
  readonly prompt?: { readonly expanded: string } | undefined;
  readonly negativePrompt?: { readonly expanded: string } | undefined;
  readonly steps?: number | undefined;
  readonly stepsMode?: 'schedule' | 'exact' | undefined;
  readonly scheduler?: string | undefined;
  readonly schedulerConfig?: Readonly<Record<string, unknown>> | undefined;
  readonly sigmas?: string | undefined;
  readonly eta?: number | undefined;
  readonly guidanceScale?: number | undefined;
  readonly imageGuidanceScale?: number | undefined;
  readonly weighting?: string | undefined;
  readonly seed?: number | undefined;
  readonly size?: { readonly width: number | undefined; readonly height: number };
  readonly model?: { readonly id: string | undefined; readonly sha256: string };
  readonly strength?: number | undefined;
  readonly loras?: readonly RecipeLora[] | undefined;
}

/** A1111's names of samplers; the others have none there and keep their own. */
const samplers: Readonly<Record<string, string>> = {
  ddim: 'DDIM',
  pndm: 'PLMS',
  lms: 'LMS',
  euler: 'Euler',
  'euler-ancestral': 'Euler a',
  heun: 'Heun',
  kdpm2: 'DPM2',
  'kdpm2-ancestral': 'DPM2 a',
  'dpmpp-2m': 'DPM++ 2M',
  'dpmpp-sde': 'DPM++ SDE',
  unipc: 'UniPC',
  lcm: 'LCM',
};

const spacings: Readonly<Record<string, string>> = { karras: 'Karras', exponential: 'Exponential', beta: 'Beta' };

/**
 * A recipe as A1111's text, by which stable-diffusion-webui 1.9 and later paint with the same settings: the prompt, a line
 * `Negative prompt: …`, and a line of settings. What webui has no name for keeps ours.
 *
 * @example
 * ```ts
 * import { formatParameters } from './a1111-parameters.js';
 * formatParameters({ prompt: { expanded: 'a bird' }, steps: 20, scheduler: 'euler-ancestral', seed: 1 });
 * // 'a bird\nSteps: 20, Sampler: Euler a, Seed: 1'
 * ```
 */
export function formatParameters(recipe: ParametersSource): string {
  const { prompt, negativePrompt, size, model, scheduler, sigmas, imageGuidanceScale, schedulerConfig = {} } = recipe;
  const sampler = scheduler && samplerOf(scheduler, schedulerConfig);
  const unipc = scheduler === 'unipc';
  const settings: readonly (readonly [name: string, value: unknown])[] = [
    ['Steps', stepsOf(recipe)],
    ['Sampler', sampler],
    ['Schedule type', sigmas && scheduleType(sampler, sigmas)],
    ['CFG scale', recipe.guidanceScale],
    ['Image CFG scale', imageGuidanceScale === 1 ? undefined : imageGuidanceScale],
    ['Seed', recipe.seed],
    ['Size', size && `${size.width}x${size.height}`],
    ['Model hash', model?.sha256.slice(0, 10)],
    ['Model', model?.id],
    ['Denoising strength', recipe.strength],
    ['Eta DDIM', scheduler === 'ddim' && recipe.eta ? recipe.eta : undefined],
    ['UniPC variant', unipc ? schedulerConfig['solver_type'] : undefined],
    ['UniPC order', unipc ? schedulerConfig['solver_order'] : undefined],
    ['Emphasis', recipe.weighting === 'none' ? 'Ignore' : undefined],
    ['Lora hashes', recipe.loras?.map(({ name, a1111Hash }) => `${name}: ${a1111Hash}`).join(', ')],
    ['Version', recipe.generator],
  ];
  const line = settings.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}: ${quote(String(value))}`],
  );
  const negative = negativePrompt?.expanded ? [`Negative prompt: ${negativePrompt.expanded}`] : [];
  const tags = recipe.loras?.map((lora) => ` ${loraTag(lora)}`).join('') ?? '';
  return [`${prompt?.expanded ?? ''}${tags}`, ...negative, line.join(', ')].join('\n');
}

/** webui's weights: the text encoders' first, then the denoiser's. */
const loraTag = ({ name, weight, textEncoderWeight }: RecipeLora) =>
  `<lora:${name}:${textEncoderWeight === undefined ? weight : `${textEncoderWeight}:${weight}`}>`;

/** webui has order, solver and noise of DPM-Solver++ in the sampler's name; we have them in its config. */
function samplerOf(scheduler: string, config: Readonly<Record<string, unknown>>): string {
  if (scheduler === 'dpmpp-2s' && config['algorithm_type'] === 'sde-dpmsolver++') return 'DPM++ 2S a';
  if (scheduler !== 'dpmpp-2m-sde') return samplers[scheduler] ?? scheduler;
  return config['solver_order'] === 3
    ? 'DPM++ 3M SDE'
    : `DPM++ 2M SDE${config['solver_type'] === 'heun' ? ' Heun' : ''}`;
}

/** The model's own spacing is `Automatic`, but for webui's DPM samplers, which then take Karras or exponential ones. */
function scheduleType(sampler: string | undefined, sigmas: string): string {
  return spacings[sigmas] ?? (sigmas !== 'default' ? sigmas : sampler?.startsWith('DPM') ? 'Uniform' : 'Automatic');
}

/** Steps: where all of them ran whatever the strength, those of which webui, which takes its share and one, runs as many. */
function stepsOf({ steps, stepsMode, strength = 1 }: ParametersSource): number | undefined {
  if (stepsMode !== 'exact' || !steps || strength === 0) return steps;
  return Math.ceil(steps / Math.min(strength, 0.999)) - 1;
}

/** Values with a comma, colon or line break stand in quotes, escaped as in JSON. */
const quote = (value: string) => (/^"|[,:\n]/.test(value) ? JSON.stringify(value) : value);

export interface ParsedParameters {
  readonly prompt: string;
  readonly negativePrompt: string;
  /** The last line by name: `Steps`, `Sampler`, `CFG scale` … */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Takes A1111's text apart as stable-diffusion-webui does (`parse_generation_parameters`): the last line holds settings if
 * at least three pairs are in it, and a line that begins with `Negative prompt:` ends the prompt. Any text is taken:
 * without settings, all of it is prompt.
 *
 * Settings may also stand in a line before, which begins with `Steps:`. What follows it is no prompt but what extensions
 * add, such as `Template:` and `Negative Template:` (dynamic prompts): these two are among the settings.
 */
export function parseParameters(text: string): ParsedParameters {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trim());
  const at = settingsLine(lines);
  const prompts = at < 0 ? lines : lines.slice(0, at);
  const [positive, negative]: [string[], string[]] = [[], []];
  let part = positive;
  for (const line of prompts) {
    const negated = line.startsWith(NEGATIVE);
    if (negated) part = negative;
    part.push(negated ? line.slice(NEGATIVE.length).trim() : line);
  }
  return {
    prompt: positive.join('\n').trim(),
    negativePrompt: negative.join('\n').trim(),
    settings: at < 0 ? {} : Object.fromEntries([...parsePairs(lines[at]!), ...templates(lines.slice(at + 1))]),
  };
}

const NEGATIVE = 'Negative prompt:';
const TEMPLATE = /^(Template|Negative Template):\s*/;

/** Which line holds the settings, or −1. */
function settingsLine(lines: readonly string[]): number {
  const holds = (line: string) => parsePairs(line).length >= 3;
  const last = lines.length - 1;
  let steps = last;
  while (steps >= 0 && !(lines[steps]!.startsWith('Steps:') && holds(lines[steps]!))) steps--;
  const templates = steps >= 0 && lines.slice(steps + 1).some((line) => TEMPLATE.test(line));
  return !templates && holds(lines[last]!) ? last : steps;
}

/** Templates may have several lines: all up to the next one. */
function templates(lines: readonly string[]): [name: string, value: string][] {
  const found: [string, string][] = [];
  for (const line of lines) {
    const name = TEMPLATE.exec(line)?.[1];
    if (name) found.push([name, line.replace(TEMPLATE, '')]);
    else if (found.length > 0) found.at(-1)![1] += `\n${line}`;
  }
  return found;
}

/**
 * `Name: value, Name: "quoted, value"`, as webui's regular expression finds them: a name has two letters or more and none
 * but letters, digits, `_`, `-`, `/` and blanks; a quoted value ends before a comma or the line's end, or it is not taken
 * for quoted. Each step goes forward, so that any text ends soon.
 */
function parsePairs(line: string): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (let at = 0, colon = line.indexOf(':'); colon >= 0; colon = line.indexOf(':', at)) {
    const name = nameBefore(line, at, colon);
    at = colon + 1;
    if (name.length < 2) continue;
    const start = at + /^\s*/.exec(line.slice(at))![0].length;
    const quoted = quotedValue(line, start);
    const comma = line.indexOf(',', start);
    const end = quoted ? start + quoted.length : comma < 0 ? line.length : comma;
    pairs.push([name.trimEnd(), quoted ? unquote(quoted) : line.slice(start, end).trim()]);
    at = end + 1;
  }
  return pairs;
}

/** The name that ends at a colon. It is looked for backwards, so that every sign is looked at once. */
function nameBefore(line: string, from: number, colon: number): string {
  let start = colon;
  while (start > from && /[\p{L}\p{N}_ \-/]/u.test(line[start - 1]!)) start--;
  return line.slice(start, colon).replace(/^[ \-/]+/, '');
}

/** The quoted text from `start` on, if a comma or nothing follows it. */
function quotedValue(line: string, start: number): string | undefined {
  if (line[start] !== '"') return undefined;
  let end = start + 1;
  while (end < line.length && line[end] !== '"') end += line[end] === '\\' ? 2 : 1;
  const closed = end < line.length && end > start + 1 && (end + 1 === line.length || line[end + 1] === ',');
  return closed ? line.slice(start, end + 1) : undefined;
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
