/** A template in parts: text, choices, wildcards, variables. */
export type Template = readonly Part[];
export type Part =
  | string
  | {
      readonly kind: 'choice';
      readonly options: readonly Option[];
      readonly least: number;
      readonly most: number;
      readonly joint: string;
    }
  | { readonly kind: 'wildcard'; readonly name: string }
  | { readonly kind: 'set'; readonly name: string; readonly value: Template; readonly once: boolean }
  | { readonly kind: 'get'; readonly name: string; readonly otherwise: Template };
export interface Option {
  readonly weight: number;
  readonly text: Template;
}

/**
 * Reads a dynamic prompt: `{a|b}`, `{2::a|b}`, `{2$$a|b|c}`, `{1-2$$ and $$a|b}`, `__wildcard__`, `${name=value}`,
 * `${name=!value}` (chosen once), `${name}`, `${name:default}`. `\{` is a plain bracket. What is not closed is text.
 */
export function readTemplate(text: string): Template {
  const frames: Frame[] = [{ kind: 'text', parts: [] }];
  const top = () => frames.at(-1)!;
  const put = (part: Part) => {
    const { parts } = top();
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
    else parts.push(part);
  };
  let at = 0;
  while (at < text.length) {
    const character = text[at]!;
    if (character === '\\' && '{}|\\'.includes(text[at + 1] ?? ' ')) {
      put(text[at + 1]!);
      at += 2;
      continue;
    }
    variable.lastIndex = at;
    wildcard.lastIndex = at;
    const opening = character === '$' && frames.length < deepest ? variable.exec(text) : null;
    const named = character === '_' ? wildcard.exec(text) : null;
    if (named !== null) {
      put({ kind: 'wildcard', name: named[1]! });
      at += named[0].length;
    } else if (opening !== null) {
      const [whole, name, sign] = opening;
      frames.push({ kind: 'variable', opened: whole, name: name!, sign: sign!, parts: [] });
      at += whole.length;
      if (sign === '}') put(closeVariable(frames));
    } else {
      const opens = character === '{' && frames.length < deepest;
      if (opens) frames.push({ kind: 'choice', opened: '{', head: readHead(text, at + 1), options: [], parts: [] });
      else if (character === '|' && top().kind === 'choice') nextOption(frames);
      else if (character === '}' && top().kind === 'choice') put(closeChoice(frames));
      else if (character === '}' && top().kind === 'variable') put(closeVariable(frames));
      else put(character);
      at += 1;
      if (opens) at = (top() as ChoiceFrame).head.end;
    }
  }
  while (frames.length > 1) {
    const { parts, ...frame } = frames.pop()!;
    put(
      frame.kind === 'choice'
        ? text.slice(frame.head.start - 1, frame.head.end)
        : ((frame as VariableFrame).opened ?? ''),
    );
    for (const option of frame.kind === 'choice' ? frame.options : []) {
      for (const part of option.written) put(part);
      put('|');
    }
    for (const part of parts) put(part);
  }
  return top().parts;
}

/** Brackets nested deeper than this are text. */
const deepest = 64;
const variable = /\$\{([\p{L}\p{N}_-]+)([:}]|=!?)/uy;
const wildcard = /__([\p{L}\p{N}*?./-]+(?:_[\p{L}\p{N}*?./-]+)*)__/uy;
const quantity = /\s*(\d*)(-?)(\d*)\$\$(?:([^|{}$]*)\$\$)?/y;
const weight = /^\s*(\d+\.?\d*|\.\d+)::/;

interface Head {
  readonly start: number;
  readonly end: number;
  readonly least: number;
  readonly most: number | undefined;
  readonly joint: string;
}
interface TextFrame {
  readonly kind: 'text';
  readonly parts: Part[];
}
interface ChoiceFrame {
  readonly kind: 'choice';
  readonly opened: string;
  readonly head: Head;
  readonly options: (Option & { readonly written: readonly Part[] })[];
  readonly parts: Part[];
}
interface VariableFrame {
  readonly kind: 'variable';
  readonly opened: string;
  readonly name: string;
  readonly sign: string;
  readonly parts: Part[];
}
type Frame = TextFrame | ChoiceFrame | VariableFrame;

/** How many options are taken, and what joins them: `2$$`, `1-3$$`, `-2$$`, `2-$$`, `2$$ and $$`. */
function readHead(text: string, start: number): Head {
  quantity.lastIndex = start;
  const [whole = '', from = '', dash = '', to = '', joint = ', '] = quantity.exec(text) ?? [];
  if (whole === '' || (from === '' && to === '')) return { start, end: start, least: 1, most: 1, joint: ', ' };
  const end = start + whole.length;
  if (dash === '') return { start, end, least: Number(from), most: Number(from), joint };
  return { start, end, least: from === '' ? 0 : Number(from), most: to === '' ? undefined : Number(to), joint };
}

function nextOption(frames: Frame[]): void {
  const frame = frames.at(-1) as ChoiceFrame;
  frame.options.push(asOption(frame.parts));
  frame.parts.length = 0;
}

function asOption(parts: readonly Part[]): Option & { written: readonly Part[] } {
  const written = [...parts];
  const [first, ...rest] = written;
  const [mark, number] = (typeof first === 'string' ? weight.exec(first) : null) ?? [];
  if (mark === undefined) return { weight: 1, text: written, written };
  return { weight: Number(number), text: [(first as string).slice(mark.length), ...rest], written };
}

function closeChoice(frames: Frame[]): Part {
  const { options, parts, head } = frames.pop() as ChoiceFrame;
  const all = [...options, asOption(parts)];
  const most = Math.min(all.length, head.most ?? all.length);
  return { kind: 'choice', options: all, least: Math.min(head.least, most), most, joint: head.joint };
}

function closeVariable(frames: Frame[]): Part {
  const { name, sign, parts } = frames.pop() as VariableFrame;
  if (sign.startsWith('=')) return { kind: 'set', name, value: [...parts], once: sign === '=!' };
  return { kind: 'get', name, otherwise: [...parts] };
}
