import { prepareRequest } from '@overpaint/presets';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Img2ImgOptions, resolveScheduler } from '../index.js';

/** What `img2img()` is asked, beside the picture. */
export type PaintOptions = Omit<Img2ImgOptions, 'image'>;

/** An option of `img2img()` on the command line. Its key in camel case is the flag in kebab case. */
interface PaintingFlag {
  readonly key: keyof PaintOptions & string;
  readonly flags: string;
  readonly help: string;
  readonly parse: (text: string) => unknown;
  /** The flag's own name, where it is given once for each entry of an option. */
  readonly name?: string;
  /** The flag may be given several times. */
  readonly repeatable?: true;
}

const text = (value: string) => value;

function number(value: string): number {
  const parsed = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(parsed)) throw new InvalidArgumentError('Expected a number.');
  return parsed;
}

function size(value: string): number | 'source' | { width: number; height: number } {
  if (value.trim() === 'source') return 'source';
  const sides = /^(\d+)[x×](\d+)$/i.exec(value.trim());
  if (sides) return { width: Number(sides[1]), height: Number(sides[2]) };
  if (/^\d+$/.test(value.trim())) return Number(value);
  throw new InvalidArgumentError('Expected WIDTHxHEIGHT, one number for the long side, or source.');
}

function flag(value: string): boolean {
  if (/^(true|yes|on|1)$/i.test(value)) return true;
  if (/^(false|no|off|0)$/i.test(value)) return false;
  throw new InvalidArgumentError('Expected on or off.');
}

/** `ink.safetensors:0.8`, or `:0.8:0.5` with another weight for the text encoders. */
function lora(value: string): { source: string; weight?: number; textEncoderWeight?: number } {
  const [, source = '', weight, text] = /^(.+?)(?::(-?[\d.]+))?(?::(-?[\d.]+))?$/.exec(value.trim()) ?? [];
  if (source === '') throw new InvalidArgumentError('Expected a file, or FILE:WEIGHT.');
  return {
    source,
    ...(weight !== undefined && { weight: number(weight) }),
    ...(text !== undefined && { textEncoderWeight: number(text) }),
  };
}

const magic = (value: string) => (Number.isNaN(Number(value)) ? flag(value) : { strength: number(value) });

/** The name of a set, or settings of `SpeedOptions` one by one: `every=3,depth=1,to=0.7,decoder=tiny`. */
function speed(value: string): unknown {
  if (!value.includes('=')) return value;
  const given = Object.fromEntries(
    value.split(',').map((setting) => {
      const [key = '', ...amount] = setting.split('=');
      const name = key.trim();
      return [name, name === 'decoder' || name === 'encoder' ? amount.join('=').trim() : number(amount.join('='))];
    }),
  );
  const { from, to, decoder, encoder, ...reuse } = given;
  return {
    ...(decoder !== undefined && { decoder }),
    ...(encoder !== undefined && { encoder }),
    ...((from ?? to) !== undefined && { guidance: { from, to } }),
    ...(Object.keys(reuse).length > 0 && { reuse }),
  };
}

/** In the order of the help. What a value may be is checked by the library, which knows it best. */
const paintingFlags: readonly PaintingFlag[] = [
  {
    key: 'prompt',
    flags: '-p, --prompt <text>',
    help: 'what the picture should become; several make pictures for each',
    parse: text,
    repeatable: true,
  },
  { key: 'negativePrompt', flags: '-n, --negative-prompt <text>', help: 'what it should not become', parse: text },
  {
    key: 'style',
    flags: '-s, --style <name>',
    help: 'a preset, see "overpaint styles"; several combine',
    parse: text,
    repeatable: true,
  },
  { key: 'promptMagic', flags: '--prompt-magic [strength]', help: 'enrich a short prompt (0.1–1)', parse: magic },
  {
    key: 'initStrength',
    flags: '-i, --init-strength <number>',
    help: 'how much of the source stays: 0.35 nothing, 1 everything (default 0.6)',
    parse: number,
  },
  {
    key: 'strength',
    flags: '--strength <number>',
    help: 'the same dial from its other end: 0 nothing is repainted, 1 everything',
    parse: number,
  },
  {
    key: 'guidanceScale',
    flags: '-g, --guidance-scale <number>',
    help: 'how closely to follow the prompt',
    parse: number,
  },
  {
    key: 'guidanceRescale',
    flags: '--guidance-rescale <number>',
    help: 'take contrast of strong guidance back (0–1)',
    parse: number,
  },
  {
    key: 'imageGuidanceScale',
    flags: '--image-guidance-scale <number>',
    help: 'how closely to follow the source (InstructPix2Pix models)',
    parse: number,
  },
  {
    key: 'trueGuidanceScale',
    flags: '--true-guidance-scale <number>',
    help: 'guidance away from --negative-prompt for FLUX.1, which is asked twice then',
    parse: number,
  },
  {
    key: 'prompt2',
    flags: '--prompt2 <text>',
    help: 'what the second text encoder reads instead (SDXL and later)',
    parse: text,
  },
  { key: 'clipSkip', flags: '--clip-skip <number>', help: "leave out the text encoder's last layers", parse: number },
  {
    key: 'maxSequenceLength',
    flags: '--max-sequence-length <number>',
    help: 'tokens that T5 or a chat model reads (SD 3, FLUX, Z-Image)',
    parse: number,
  },
  {
    key: 'originalSteps',
    flags: '--original-steps <number>',
    help: 'timesteps that a consistency model was distilled on',
    parse: number,
  },
  {
    key: 'aestheticScore',
    flags: '--aesthetic-score <number>',
    help: "the score to reach (SDXL's refiner, 0–10)",
    parse: number,
  },
  {
    key: 'negativeAestheticScore',
    flags: '--negative-aesthetic-score <number>',
    help: 'the score to avoid',
    parse: number,
  },
  { key: 'steps', flags: '--steps <number>', help: 'length of the schedule (1–1000)', parse: number },
  {
    key: 'stepsMode',
    flags: '--steps-mode <mode>',
    help: '"schedule": strength takes its share of the steps; "exact": all run',
    parse: text,
  },
  {
    key: 'stopAfter',
    flags: '--stop-after <steps>',
    help: 'end after so many steps, with what is there',
    parse: number,
  },
  { key: 'scheduler', flags: '--scheduler <name>', help: 'see "overpaint schedulers"', parse: text },
  { key: 'sigmas', flags: '--sigmas <spacing>', help: 'default, karras, exponential or beta', parse: text },
  { key: 'eta', flags: '--eta <number>', help: 'fresh noise in each step of DDIM (0–1)', parse: number },
  { key: 'seed', flags: '--seed <number>', help: 'the same seed paints the same picture', parse: number },
  { key: 'count', flags: '-c, --count <number>', help: 'pictures for each prompt (1–64)', parse: number },
  {
    key: 'size',
    flags: '--size <WxH|N|source>',
    help: "size of the result, its long side, or the source's own",
    parse: size,
  },
  {
    key: 'tiles',
    flags: '--tiles <when>',
    help: 'paint window by window: on, off, or auto for large pictures (default)',
    parse: (value) => (value === 'auto' ? value : flag(value)),
  },
  { key: 'fit', flags: '--fit <mode>', help: 'how the source meets --size: cover, contain or stretch', parse: text },
  {
    key: 'background',
    flags: '--background <colour>',
    help: 'what shows through transparency, as #rrggbb',
    parse: text,
  },
  {
    key: 'mask',
    flags: '--mask <file>',
    help: 'a picture that says what to repaint: white yes, black no',
    parse: text,
  },
  {
    key: 'references',
    name: 'reference',
    flags: '--reference <file>',
    help: 'a further picture, for models that take several (overpaint inspect says how many)',
    parse: text,
    repeatable: true,
  },
  { key: 'maskBlur', flags: '--mask-blur <pixels>', help: "how soft the mask's edges become", parse: number },
  { key: 'maskInvert', flags: '--mask-invert', help: 'repaint what is black instead', parse: flag },
  {
    key: 'maskPadding',
    flags: '--mask-padding <pixels>',
    help: 'paint only the masked area, with so much around it, and lay it back',
    parse: number,
  },
  {
    key: 'speed',
    flags: '--speed <set>',
    help: 'what may be left out: exact, balanced, fast, or every=3,depth=1,to=0.7,decoder=tiny',
    parse: speed,
  },
  { key: 'weighting', flags: '--weighting <rule>', help: 'how (word:1.3) acts: a1111, comfy or none', parse: text },
  { key: 'colorMatch', flags: '--color-match', help: "keep the source's colours", parse: flag },
  {
    key: 'limitInputPixels',
    flags: '--limit-input-pixels <number>',
    help: 'refuse pictures of more pixels (default 268 million)',
    parse: number,
  },
  {
    key: 'loras',
    name: 'lora',
    flags: '--lora <file[:weight]>',
    help: 'a LoRA to merge into the model; several add up',
    parse: lora,
    repeatable: true,
  },
  {
    key: 'loraFolder',
    flags: '--lora-folder <folder>',
    help: 'where <lora:name:0.8> in a prompt is looked for',
    parse: text,
  },
  {
    key: 'model',
    flags: '-m, --model <model>',
    help: 'a folder, a package, or owner/name of the hub, in place of the embedded model',
    parse: text,
  },
];

const kebab = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Adds the flags of painting options to a command: of all, or of those that are named. */
export function addPaintingFlags(command: Command, keys?: readonly string[]): Command {
  for (const { key, flags, help, parse, repeatable } of paintingFlags) {
    if (keys?.includes(key) === false) continue;
    const option = new Option(flags, help);
    if (option.required || option.optional) {
      option.argParser<unknown>((value, earlier) =>
        repeatable ? [...((earlier as unknown[] | undefined) ?? []), parse(value)] : parse(value),
      );
    }
    command.addOption(option);
  }
  return command;
}

/** What the flags ask of `img2img()`. */
export function readPaintingFlags(flags: Readonly<Record<string, unknown>>): PaintOptions {
  const given = paintingFlags.flatMap(({ key, name = key }) =>
    flags[name] === undefined ? [] : [[key, flags[name]] as const],
  );
  return Object.fromEntries(given.map(([key, value]) => [key, key === 'prompt' ? single(value) : value]));
}

/** One prompt as a text: an array of one would only be reported differently. */
const single = (value: unknown) => (Array.isArray(value) && value.length === 1 ? value[0] : value);

/**
 * Fails for names that the library would only find wrong once the model is open, so that a misspelt one is told as such
 * whatever else is wrong.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function checkNames({ scheduler, style, promptMagic }: PaintOptions): void {
  if (typeof scheduler === 'string') resolveScheduler(scheduler);
  prepareRequest({ prompt: 'a picture', style, promptMagic });
}

/** The flag of a name in any case (`initStrength`, `init-strength`), or undefined. */
export function findPaintingFlag(name: string): Pick<PaintingFlag, 'key' | 'parse'> | undefined {
  const wanted = kebab(name.trim().replace(/^--/, '')).toLowerCase();
  return paintingFlags.find(({ key, name = key }) => kebab(name) === wanted);
}

export const paintingFlagNames: readonly string[] = paintingFlags.map(({ key, name = key }) => kebab(name));

/** Options of `bindOverpaint()` and `encode()` that are flags too. */
const otherFlags: readonly string[] = ['threads', 'providers', 'format', 'quality'];

/** An option's name in a message of the library, as the flag that the person typed: of `loras[1].weight`, `--lora`. */
export function flagOf(argument: string): string {
  const option = argument.replace(/[[.].*$/, '');
  const flag = paintingFlags.find(({ key }) => key === option);
  if (flag) return `--${kebab(flag.name ?? flag.key)}`;
  return otherFlags.includes(argument) ? `--${kebab(argument)}` : argument;
}
