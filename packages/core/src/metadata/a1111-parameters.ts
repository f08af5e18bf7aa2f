/** The text under `parameters` by which A1111 (stable-diffusion-webui) and its kin note how a picture was made. */

/** What of a recipe the text can say. A recipe has these fields, and more. */
export interface ParametersSource {
  readonly generator?: string;
  readonly prompt?: { readonly expanded: string };
  readonly negativePrompt?: { readonly expanded: string };
  readonly steps?: number;
  readonly scheduler?: string;
  readonly sigmas?: string;
  readonly guidanceScale?: number;
  readonly imageGuidanceScale?: number;
  readonly seed?: number;
  readonly size?: { readonly width: number; readonly height: number };
  readonly model?: { readonly id: string; readonly sha256: string };
  readonly strength?: number;
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
  'dpmpp-2m-sde': 'DPM++ 2M SDE',
  'dpmpp-sde': 'DPM++ SDE',
  unipc: 'UniPC',
  lcm: 'LCM',
};

const spacings: Readonly<Record<string, string>> = {
  default: 'Automatic',
  karras: 'Karras',
  exponential: 'Exponential',
  beta: 'Beta',
};

/**
 * A recipe as A1111's text: the prompt, a line `Negative prompt: …`, and a line of settings.
 *
 * @example
 * ```ts
 * formatParameters({ prompt: { expanded: 'a bird' }, steps: 20, scheduler: 'euler-ancestral', seed: 1 });
 * // 'a bird\nSteps: 20, Sampler: Euler a, Seed: 1'
 * ```
 */
export function formatParameters(recipe: ParametersSource): string {
  const { prompt, negativePrompt, size, model, scheduler, sigmas, imageGuidanceScale } = recipe;
  const settings: readonly (readonly [name: string, value: string | number | undefined])[] = [
    ['Steps', recipe.steps],
    ['Sampler', scheduler && (samplers[scheduler] ?? scheduler)],
    ['Schedule type', sigmas && (spacings[sigmas] ?? sigmas)],
    ['CFG scale', recipe.guidanceScale],
    ['Image CFG scale', imageGuidanceScale === 1 ? undefined : imageGuidanceScale],
    ['Seed', recipe.seed],
    ['Size', size && `${size.width}x${size.height}`],
    ['Model hash', model?.sha256.slice(0, 10)],
    ['Model', model?.id],
    ['Denoising strength', recipe.strength],
    ['Version', recipe.generator],
  ];
  const line = settings.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}: ${quote(value)}`],
  );
  const negative = negativePrompt?.expanded ? [`Negative prompt: ${negativePrompt.expanded}`] : [];
  return [prompt?.expanded ?? '', ...negative, line.join(', ')].join('\n');
}

/** Values with a comma, colon or line break stand in quotes, escaped as in JSON. */
const quote = (value: string | number) => (/[,:\n]/.test(String(value)) ? JSON.stringify(value) : String(value));

export interface ParsedParameters {
  readonly prompt: string;
  readonly negativePrompt: string;
  /** The last line by name: `Steps`, `Sampler`, `CFG scale` … */
  readonly settings: Readonly<Record<string, string>>;
}

/** Takes A1111's text apart. Any text is taken: without a line of settings, all of it is prompt. */
export function parseParameters(text: string): ParsedParameters {
  const lines = text.trim().split('\n');
  const last = parseSettings(lines.at(-1)!);
  // A prompt may hold "style: watercolor" too; three such pairs in the last line are taken for settings, as A1111 does.
  const hasSettings = last.size >= 3 || (lines.length > 1 && last.has('Steps'));
  if (hasSettings) lines.pop();
  const start = lines.findIndex((line) => line.trimStart().startsWith(NEGATIVE));
  const positive = start < 0 ? lines : lines.slice(0, start);
  const negative = start < 0 ? [] : lines.slice(start);
  return {
    prompt: positive.join('\n').trim(),
    negativePrompt: negative.join('\n').trim().slice(NEGATIVE.length).trim(),
    settings: hasSettings ? Object.fromEntries(last) : {},
  };
}

const NEGATIVE = 'Negative prompt:';

/** `Name: value, Name: "quoted, value"`. Each step goes forward, so that any text ends. */
function parseSettings(line: string): Map<string, string> {
  const settings = new Map<string, string>();
  let at = 0;
  while (at < line.length) {
    const colon = line.indexOf(':', at);
    if (colon < 0) break;
    const name = line.slice(at, colon).trim();
    const start = colon + 1 + (line[colon + 1] === ' ' ? 1 : 0);
    const closing = line[start] === '"' ? endOfQuote(line, start) : -1;
    const comma = line.indexOf(',', closing < 0 ? start : closing);
    const end = comma < 0 ? line.length : comma;
    const value = closing < 0 ? line.slice(start, end).trim() : unquote(line.slice(start, closing + 1));
    if (/^\w[\w /-]*$/.test(name)) settings.set(name, value);
    at = end + 1;
  }
  return settings;
}

/** Where the quote that opens at `start` closes, or −1. */
function endOfQuote(line: string, start: number): number {
  for (let i = start + 1; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === '"') return i;
  }
  return -1;
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
