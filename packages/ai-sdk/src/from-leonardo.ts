import { checkObject } from '@overpaint/core/platform';
import type { Img2ImgOptions, Warning } from 'overpaint';

/** What of `img2img()`'s options a body of Leonardo's API says. */
export type LeonardoOptions = Pick<
  Img2ImgOptions,
  | 'prompt'
  | 'negativePrompt'
  | 'guidanceScale'
  | 'count'
  | 'steps'
  | 'seed'
  | 'initStrength'
  | 'scheduler'
  | 'size'
  | 'style'
  | 'promptMagic'
>;

export interface FromLeonardo {
  /** For `img2img({ image, ...options })`. */
  readonly options: LeonardoOptions;
  /** One for each field that asks for something without a counterpart here. */
  readonly warnings: readonly Warning[];
}

/** Fields that are options by another name; values are `img2img()`'s to check. */
const twins = {
  prompt: 'prompt',
  negativeprompt: 'negativePrompt',
  guidancescale: 'guidanceScale',
  numimages: 'count',
  numinferencesteps: 'steps',
  seed: 'seed',
  initstrength: 'initStrength',
  scheduler: 'scheduler',
} as const satisfies Readonly<Record<string, keyof LeonardoOptions>>;

/** Fields that several make one option of. */
const together = [
  'width',
  'height',
  'presetstyle',
  'promptmagic',
  'promptmagicstrength',
  'promptmagicversion',
  'enhanceprompt',
];

const elsewhere = 'is a picture of theirs, which is not reachable from here.';
const noTwin = 'has no counterpart here.';

/** What to do about fields that have no twin; without a line here, nothing. */
const advice: Readonly<Record<string, string>> = {
  initimageid: `${elsewhere} Give the picture as image.`,
  initgenerationimageid: `${elsewhere} Give the picture as image.`,
  canvasinitid: `${elsewhere} Give the picture as image.`,
  canvasmaskid: `${elsewhere} Give the mask as mask.`,
  imageprompts: `${elsewhere} An editing model takes further pictures as references.`,
  modelid: 'names a model of theirs. Name one as model.',
  sdversion: 'names a model of theirs. Name one as model.',
  elements: 'names LoRAs of theirs. Give files as loras.',
  userelements: 'names LoRAs of theirs. Give files as loras.',
  controlnets: `${noTwin} Put controlNet() among the features.`,
  controlnet: `${noTwin} Put controlNet() among the features.`,
  upscaleratio: `${noTwin} Ask for a larger size.`,
  public: 'means nothing here: pictures stay on this machine.',
};

/**
 * The options that paint what a body of Leonardo's `POST /generations` asks for, given the picture that it is about. Field names are
 * taken as the API spells them (`init_strength`) and as its SDK does (`initStrength`). `init_strength` is `initStrength` as it is;
 * `enhancePrompt` becomes prompt magic, which follows rules here; what is left out is the model's own.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no object. Values are checked by `img2img()`.
 * @example
 * ```ts
 * import { fromLeonardo } from '@overpaint/ai-sdk';
 * import { img2img } from 'overpaint';
 * const body = { prompt: 'a lighthouse', init_strength: 0.5, presetStyle: 'ILLUSTRATION', num_images: 2, alchemy: true };
 * const { options, warnings } = fromLeonardo(body);
 * warnings[0]?.message; // 'alchemy has no counterpart here.'
 * const { images } = await img2img({ image: 'bird.jpg', ...options });
 * ```
 */
export function fromLeonardo(body: Readonly<Record<string, unknown>>): FromLeonardo {
  const given = Object.entries(checkObject('body', body ?? null)!).filter(([, value]) => asksForSomething(value));
  const fields = new Map(given.map(([name, value]) => [folded(name), value]));
  const isTwin = (name: string): name is keyof typeof twins => Object.hasOwn(twins, name);
  const read = (name: string) => isTwin(name) || together.includes(name);

  const [width, height] = [fields.get('width'), fields.get('height')];
  const style = fields.get('presetstyle');
  const magic = promptMagicOf(fields);
  const options = {
    ...Object.fromEntries([...fields].flatMap(([name, value]) => (isTwin(name) ? [[twins[name], value]] : []))),
    ...(width !== undefined && height !== undefined && { size: { width, height } }),
    ...(style !== undefined && style !== 'NONE' && { style }),
    ...(magic && { promptMagic: magic }),
  };
  const messages = given
    .filter(([name]) => !read(folded(name)))
    .map(([name]) => `${name} ${Object.hasOwn(advice, folded(name)) ? advice[folded(name)] : noTwin}`);
  if ((width === undefined) !== (height === undefined)) {
    messages.push(
      `${width === undefined ? 'height' : 'width'} alone was ignored: the size is the source's. Give both.`,
    );
  }
  return {
    options: options as LeonardoOptions,
    warnings: messages.map((message) => ({ code: 'ignored-option', message })),
  };
}

/** Both spellings of a field are one. */
const folded = (name: string) => name.replaceAll('_', '').toLowerCase();

/** What is switched off has a counterpart everywhere: nothing happens. */
const asksForSomething = (value: unknown) =>
  !(value === undefined || value === null || value === false || value === 'disabled') &&
  !(Array.isArray(value) && value.length === 0);

function promptMagicOf(fields: ReadonlyMap<string, unknown>) {
  if (!fields.has('promptmagic') && !fields.has('enhanceprompt')) return undefined;
  const [strength, version] = [fields.get('promptmagicstrength'), fields.get('promptmagicversion')];
  if (strength === undefined && version === undefined) return true;
  return { ...(strength !== undefined && { strength }), ...(version !== undefined && { version }) };
}
