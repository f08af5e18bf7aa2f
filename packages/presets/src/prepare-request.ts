import { resolveStyles } from './apply-styles.js';
import { checkNames, checkText } from './check.js';
import { joinStyled, mergeNegatives, type StyledPrompt, styleText } from './combine.js';
import { joinInstruction } from './instruction.js';
import { composePrompt } from './language/compose.js';
import { type ExtraNetwork, takeNetworks } from './language/extra-networks.js';
import { magicPhrases, type PromptMagicOptions } from './magic/expand-prompt.js';
import { keeping, keepingPhrases } from './magic/instruction.js';
import type { StyleChoice } from './resolve-style.js';
import { defineStyle, type StyleSettings } from './style.js';

export interface PromptRequest {
  readonly prompt?: string | undefined;
  readonly negativePrompt?: string | undefined;
  readonly style?: StyleChoice | readonly StyleChoice[] | undefined;
  readonly promptMagic?: boolean | PromptMagicOptions | undefined;
  /**
   * Whether the prompt says what to change of a picture ("make the wall blue") instead of what to see. Styles then follow as "in the
   * style of …", and prompt magic says what stays. Default false.
   */
  readonly instruction?: boolean | undefined;
  /** Tokens of the window that the person's words must stay in; 75, a chunk of CLIP, by default. */
  readonly budget?: number | undefined;
  /** Counts a text's tokens, without begin and end. Without it they are estimated from the words. */
  readonly countTokens?: ((text: string) => number) | undefined;
}

/** How many tokens each part took. */
export interface PromptTokens {
  readonly prompt: number;
  readonly style: number;
  readonly magic: number;
  /** The window they had to fit into: the budget, or as many times it as the person's own words take. */
  readonly window: number;
}

export interface PreparedRequest {
  readonly prompt: string;
  readonly negativePrompt: string | undefined;
  /** What the styles recommend; the caller's own values win. */
  readonly recommended: StyleSettings;
  /** Names of the styles applied. */
  readonly styles: readonly string[];
  /** Phrases that prompt magic added. */
  readonly magic: readonly string[];
  readonly tokens: PromptTokens;
  /** Phrases of styles and magic that were left out to keep the person's words inside the window. */
  readonly cut: readonly string[];
  /** Networks that tags (`<lora:name:0.8>`) of the prompts and the styles name, each once; the texts are without them. */
  readonly networks: readonly ExtraNetwork[];
}

/**
 * Applies style and prompt magic to a request, in this order, within the token budget. The person's own words are never
 * touched, but for the tags of extra networks, which no text encoder reads: where there is no room, phrases are left out from the end, magic first, then the styles' phrases, last the
 * words that lead.
 *
 * @throws `INVALID_ARGUMENT` for an unknown style or wrong magic options.
 * @example
 * ```ts
 * import { prepareRequest } from '@overpaint/presets';
 * const { prompt, tokens, cut } = prepareRequest({ prompt: 'a cat', style: 'watercolor', promptMagic: true });
 * ```
 */
export function prepareRequest(request: PromptRequest): PreparedRequest {
  checkNames('request', request, {
    ...{ prompt: true, negativePrompt: true, style: true, promptMagic: true },
    ...{ instruction: true, budget: true, countTokens: true },
  });
  const { prompt = '', negativePrompt, style = [], promptMagic = false, instruction = false } = request;
  const { budget = 75, countTokens = estimateTokens } = request;
  if (negativePrompt !== undefined) checkText('negativePrompt', negativePrompt);
  const networks = new Map<string, ExtraNetwork>();
  const withoutTags = <T extends string | undefined>(text: T) => {
    const taken = takeNetworks(text ?? '');
    for (const network of taken.networks) networks.set(network.written, network);
    return (text === undefined ? undefined : taken.text) as T;
  };
  const styles = resolveStyles(style).map((style) =>
    defineStyle({
      ...style,
      prompt: withoutTags(style.prompt),
      negativePrompt: withoutTags(style.negativePrompt),
    }),
  );
  const negative = mergeNegatives(withoutTags(negativePrompt), styles);
  const options = { avoid: negative, ...(typeof promptMagic === 'object' ? promptMagic : {}) };
  const magicOf = (styled: StyledPrompt) =>
    instruction ? keepingPhrases(styled.prompt, styles.length > 0, options) : magicPhrases(joinStyled(styled), options);
  const write = instruction ? writeInstruction : writeDescription;
  const count = (text: string) => (text === '' ? 0 : countTokens(text));

  const parts = composePrompt(withoutTags(prompt)).map(({ text, weight }) => {
    if (styles.length === 0 && promptMagic === false)
      return { text, weight, magic: [], cut: [], tokens: count(text), style: 0, extra: 0 };
    const styled = styleText(text, styles);
    const magic = promptMagic === false || text.trim() === '' ? [] : magicOf(styled);
    const own = count(styled.prompt);
    const window = budget * Math.max(1, Math.ceil(own / budget));
    const fitted = fit({ styled, magic, cut: [] }, (wording) => count(write(wording)) <= window);
    const withStyle = count(write({ ...fitted, magic: [] }));
    const written = write(fitted);
    return {
      text: written,
      weight,
      magic: fitted.magic,
      cut: fitted.cut,
      tokens: own,
      style: withStyle - own,
      extra: count(written) - withStyle,
    };
  });
  const longest = Math.max(...parts.map(({ tokens }) => tokens));
  const total = (key: 'tokens' | 'style' | 'extra') => parts.reduce((sum, part) => sum + part[key], 0);
  return {
    prompt: parts.map(({ text, weight }) => (weight === 1 ? text : `${text} :${weight}`)).join(' AND '),
    negativePrompt: negative,
    recommended: Object.assign({}, ...styles.map(({ recommended }) => recommended)) as StyleSettings,
    styles: styles.map(({ name }) => name),
    magic: parts.flatMap(({ magic }) => magic),
    tokens: {
      prompt: total('tokens'),
      style: total('style'),
      magic: total('extra'),
      window: budget * Math.max(1, Math.ceil(longest / budget)),
    },
    cut: parts.flatMap(({ cut }) => cut),
    networks: [...networks.values()],
  };
}

interface Wording {
  readonly styled: StyledPrompt;
  readonly magic: readonly string[];
  readonly cut: readonly string[];
}

const writeDescription = ({ styled, magic }: Wording) => joinStyled({ ...styled, after: [...styled.after, ...magic] });

const writeInstruction = ({ styled, magic }: Wording) => keeping(joinInstruction(styled), magic);

/** Leaves phrases out, the least important first, until the rest fits. */
function fit(wording: Wording, fits: (wording: Wording) => boolean): Wording {
  let now = wording;
  while (!fits(now)) {
    const shorter = shorten(now);
    if (shorter === undefined) break;
    now = shorter;
  }
  return now;
}

function shorten({ styled, magic, cut }: Wording): Wording | undefined {
  const without = (phrase: string, rest: Partial<Wording>) => ({
    styled,
    magic,
    ...rest,
    cut: [...cut, phrase.trim()],
  });
  const lists = { after: styled.after, before: styled.before };
  if (magic.length > 0) return without(magic.at(-1)!, { magic: magic.slice(0, -1) });
  for (const key of ['after', 'before'] as const) {
    const list = lists[key];
    if (list.length > 0) return without(list.at(-1)!, { styled: { ...styled, [key]: list.slice(0, -1) } });
  }
  if (styled.tail !== '') return without(styled.tail, { styled: { ...styled, tail: '' } });
  if (styled.lead !== '') return without(styled.lead, { styled: { ...styled, lead: '' } });
  return undefined;
}

/** A guess on the high side: a token a sign, one for six letters of a word. */
export function estimateTokens(text: string): number {
  const pieces = text.match(/[\p{L}\p{M}]+|\p{N}|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];
  return pieces.reduce((sum, piece) => sum + Math.ceil(piece.length / 6), 0);
}
