import { drawPart } from './draw-text.js';
import { cyclicalSampler, type Sampler, selections } from './sampler.js';
import {
  type Bound,
  boundTo,
  isSpent,
  joinTexts,
  linesOf,
  optionsOf,
  type Scope,
  spend,
  withAssignments,
  wrapText,
} from './scope.js';
import type { Choice, Part } from './template.js';

/**
 * Every text of a template, in order: what stands first changes last. What is sampled by chance or in turn (`~`, `@`)
 * beside other parts does not multiply, but gives its next text to each of their combinations.
 */
export function* everyText(bound: Bound): Generator<string> {
  const scope = withAssignments(bound, firstText);
  const parts = bound.template.filter((part) => typeof part === 'string' || part.kind !== 'set');
  if (bound.template.length === 1) yield* everyPart(bound.template[0]!, scope);
  else for (const texts of combinations(parts.map((part) => sourceOf(part, scope)))) yield texts.join('');
}

const firstText = (bound: Bound): string => everyText(bound).next().value ?? '';

function* everyPart(part: Part, scope: Scope): Generator<string> {
  if (typeof part === 'string') yield spend(part, scope.run);
  else if (part.kind === 'get') yield* everyText(boundTo(part, scope));
  else if (part.kind === 'wrap') {
    for (const wrapper of everyText({ template: part.wrapper, scope }))
      for (const inner of everyText({ template: part.inner, scope })) yield wrapText(wrapper, inner, scope.run);
  } else if (part.kind === 'set') yield '';
  else if (isDrawn(part)) yield* newTexts(drawer(part, scope), scope);
  else if (part.kind === 'choice') yield* everyChoice(part, scope);
  else {
    const { lines, scope: inner } = linesOf(part, scope, firstText);
    if (lines.length === 0) yield spend(part.written, scope.run);
    for (const template of lines) yield* everyText({ template, scope: inner });
  }
}

function* everyChoice(choice: Choice, outer: Scope): Generator<string> {
  const { options: all, least, most, scope } = optionsOf(choice, outer, firstText);
  const options = [...new Map(all.map(({ text }) => [JSON.stringify(text), text])).values()];
  for (let amount = least; amount <= most; amount++) {
    for (const taken of selections(options.length, amount)) {
      const sources = taken.map((index) => optionSource({ template: options[index]!, scope }));
      for (const texts of combinations(sources)) {
        if (new Set(texts).size === amount) yield joinTexts(texts, choice.joint);
        spend('', scope.run); // selections of equal texts, which give no prompt, may be endless
        if (isSpent(scope.run)) return;
      }
    }
  }
}

/** Where the texts of one part come from: either all of them count, or each combination of the others gets the next one. */
type Source = { readonly every: () => Iterator<string> } | { readonly draw: () => string };

const sourceOf = (part: Part, scope: Scope): Source =>
  isDrawn(part) ? { draw: drawer(part, scope) } : { every: () => everyPart(part, scope) };

function optionSource(bound: Bound): Source {
  const [part, ...more] = bound.template;
  const isOne = part !== undefined && more.length === 0;
  return isOne && isDrawn(part) ? sourceOf(part, bound.scope) : { every: () => everyText(bound) };
}

/** One text of each source, in all combinations; the array is the same each time. No recursion: sources may be many. */
function* combinations(sources: readonly Source[]): Generator<readonly string[]> {
  const texts = new Array<string>(sources.length).fill('');
  const iterators: Iterator<string>[] = [];
  let at = 0;
  while (at >= 0) {
    if (at === sources.length) {
      for (const [index, source] of sources.entries()) if ('draw' in source) texts[index] = source.draw();
      yield texts;
      at--;
      continue;
    }
    const source = sources[at]!;
    iterators[at] ??= 'draw' in source ? [''].values() : source.every();
    const { done, value } = iterators[at]!.next();
    if (done) delete iterators[at--];
    else texts[at++] = value;
  }
}

const isDrawn = (part: Part): boolean =>
  typeof part === 'object' && 'sampler' in part && (part.sampler === '~' || part.sampler === '@');

/** Texts of a part that samples by chance or in turn, one a call. */
function drawer(part: Part, scope: Scope): () => string {
  let turn = 0;
  const sampler = (): Sampler =>
    typeof part === 'object' && 'sampler' in part && part.sampler === '@' ? cyclicalSampler(turn++) : scope.run.random;
  return () => drawPart(part, sampler(), scope);
}

/** The texts that differ from those before, until none has come for a long while. */
function* newTexts(draw: () => string, { run }: Scope): Generator<string> {
  const seen = new Set<string>();
  for (let repeats = 0; repeats < 1000; repeats++) {
    const { spent } = run;
    const text = draw();
    if (seen.has(text)) run.spent = spent;
    else {
      seen.add(text);
      repeats = 0;
      yield text;
    }
  }
}
