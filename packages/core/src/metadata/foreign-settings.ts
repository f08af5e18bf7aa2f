import { readGraph } from './comfyui-graph.js';
import { asObject, type ForeignObject, parseObject } from './foreign-json.js';
import type { PictureTexts } from './picture-texts.js';
import { readXmp } from './xmp.js';

/** What a tool other than A1111 and its kin wrote into a picture: settings by its own names. */
export interface ForeignSettings {
  /** The tool, or `unknown`. */
  readonly tool: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** How to tell a tool by its JSON, and where in it the settings are: the first that finds them is it. */
const tools: Readonly<Record<string, (json: ForeignObject) => ForeignObject | false | undefined>> = {
  SwarmUI: ({ sui_image_params }) => asObject(sui_image_params),
  ComfyUI: (json) => readGraph(json) ?? readGraph(objectIn(json['prompt'])),
  NovelAI: ({ Comment, Description }) => typeof Comment === 'string' && { prompt: Description, ...objectIn(Comment) },
  'Draw Things': (json) => 'c' in json && 'uc' in json && { ...json, prompt: json['c'] },
  InvokeAI: (json) => 'positive_prompt' in json && json,
  Fooocus: (json) => /fooocus/i.test([json['metadata_scheme'], json['version'], json['software']].join()) && json,
  'Easy Diffusion': (json) => 'num_inference_steps' in json && json,
  unknown: (json) => typeof json['prompt'] === 'string' && ('steps' in json || 'seed' in json) && json,
};

/** The settings in a tool's JSON. */
export function settingsInJson(json: ForeignObject | undefined): ForeignSettings | undefined {
  for (const [tool, find] of Object.entries(tools)) {
    const settings = json && find(json);
    if (settings) return { tool, settings };
  }
  return undefined;
}

/** The settings that a picture has in other places than where A1111 keeps its text. */
export function settingsElsewhere({ chunks, exif, xmp, comment }: PictureTexts): ForeignSettings | undefined {
  const invoke =
    parseObject(chunks.get('invokeai_metadata')) ??
    withoutBrackets(asObject(parseObject(chunks.get('sd-metadata'))?.['image'])) ??
    withoutBrackets(dreamSettings(chunks.get('Dream')));
  if (invoke) return { tool: 'InvokeAI', settings: invoke };
  if (chunks.has('negative_prompt') || chunks.has('Negative Prompt'))
    return { tool: 'Easy Diffusion', settings: Object.fromEntries(chunks) };
  const places = [
    // NovelAI's texts are the entries of one object, as they are where it writes them into other formats.
    chunks.get('Software') === 'NovelAI' ? Object.fromEntries(chunks) : parseObject(chunks.get('Comment')),
    { prompt: chunks.get('prompt') },
    parseObject(readXmp(xmp, 'exif:UserComment')),
    // ComfyUI's nodes for JPEG and WebP put a name before the JSON.
    ...['Make', 'Model', 'ImageDescription'].map((tag) => parseObject(exif.get(tag)?.replace(/^prompt:/i, ''))),
    parseObject(comment),
  ];
  return places.map(settingsInJson).find((found) => found !== undefined);
}

/** InvokeAI's command line: `"a boat [blurry]" -s 20 -S 5 -W 512 -H 512 -C 7 -A k_euler`. */
function dreamSettings(text: string | undefined): ForeignObject | undefined {
  const [, prompt, flags] = /^\s*"([^"]*)"(.*)$/s.exec(text ?? '') ?? [];
  const long: Readonly<Record<string, string>> = {
    A: 'sampler',
    C: 'cfg_scale',
    H: 'height',
    S: 'seed',
    W: 'width',
    f: 'strength',
    s: 'steps',
  };
  const pairs = [...(flags ?? '').matchAll(/\s-(\w+)\s+([^\s-]\S*)/g)];
  return prompt === undefined
    ? undefined
    : { prompt, ...Object.fromEntries(pairs.map(([, flag, value]) => [long[flag!] ?? flag!, value])) };
}

/** InvokeAI's older prompts, which say in square brackets what to keep away. */
function withoutBrackets(settings: ForeignObject | undefined): ForeignObject | undefined {
  if (!settings) return undefined;
  const { prompt } = settings;
  const texts = Array.isArray(prompt) ? prompt.map((part) => asObject(part)?.['prompt']) : [prompt];
  const whole = texts.filter((text) => typeof text === 'string').join(' ');
  const negative = [...whole.matchAll(/\[([^[\]]*)\]/g)].map(([, inner]) => inner!.trim());
  const positive = whole.replace(/\s*\[[^[\]]*\]/g, '').trim();
  return { ...settings, prompt: positive, negative_prompt: negative.join(', ') };
}

const objectIn = (value: unknown): ForeignObject =>
  (typeof value === 'string' ? parseObject(value) : asObject(value)) ?? {};
