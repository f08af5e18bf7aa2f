import { countSelections, cyclicalSampler, type Sampler, type SamplerSign } from './sampler.js';
import {
  type Bound,
  boundTo,
  isSpent,
  joinTexts,
  optionsOf,
  type Scope,
  spend,
  withAssignments,
  wrapText,
} from './scope.js';
import type { Choice, Part, Wildcard } from './template.js';

/**
 * The texts of a template: one where the scope has a sampler, and else every one, in order: what stands first changes
 * last. What is then sampled by chance or in turn all the same (`~`, `@`) does not multiply, but gives its next text to
 * each combination of the parts beside it.
 */
export function* textsOf(bound: Bound): Generator<string> {
  const scope = withAssignments(bound, firstText);
  const [only, ...more] = bound.template;
  if (only !== undefined && more.length === 0) yield* textsOfPart(only, scope);
  else {
    const sources = bound.template.map((part) => sourceOf(part, scope));
    for (const texts of combinations(sources)) yield texts.join('');
  }
}

export const firstText = (bound: Bound): string => textsOf(bound).next().value ?? '';

function* textsOfPart(part: Part, scope: Scope): Generator<string> {
  const { run, sampler } = scope;
  if (typeof part === 'string') yield spend(part, run);
  else if (part.kind === 'set' || isSpent(run)) yield '';
  else if (part.kind === 'get') yield* textsOf(boundTo(part, scope));
  else if (part.kind === 'wrap') {
    for (const wrapper of textsOf({ template: part.wrapper, scope }))
      for (const inner of textsOf({ template: part.inner, scope })) yield wrapText(wrapper, inner, run);
  } else if (sampler === undefined && isDrawn(part)) yield* newTexts(part, scope);
  else {
    const own = { ...scope, sampler: samplerOf(part.sampler, scope) };
    spend('', run);
    yield* textsOfChoice(part.kind === 'choice' ? part : oneOf(part), own);
  }
}

/** A wildcard is a choice of one of its lines. */
const oneOf = (part: Wildcard): Choice => ({
  ...part,
  kind: 'choice',
  options: [{ text: [part], weight: 1 }],
  least: 1,
  most: 1,
  joint: '',
});

function* textsOfChoice(part: Choice, outer: Scope): Generator<string> {
  const { options, least, most, scope } = optionsOf(part, outer, firstText);
  const weights = options.map(({ weight }) => weight);
  for (const { taken, within } of picks(scope.sampler, weights, least, most)) {
    const inner = { ...scope, sampler: within };
    const sources = taken.map((index) => optionSource({ template: options[index]!.text, scope: inner }));
    for (const texts of combinations(sources)) {
      if (within !== undefined || new Set(texts).size === texts.length) yield joinTexts(texts, part.joint);
      spend('', scope.run); // selections of equal texts, which give no prompt, may be endless
      if (isSpent(scope.run)) return;
    }
  }
}

/** One selection of options of the sampler, or every one. */
function* picks(sampler: Sampler | undefined, weights: readonly number[], least: number, most: number) {
  if (sampler !== undefined) yield sampler.pick(weights, least, most);
  else
    for (let turn = 0; turn < countSelections(weights.length, least, most); turn++)
      yield { taken: cyclicalSampler(turn).pick(weights, least, most).taken, within: undefined };
}

function samplerOf(sign: SamplerSign | undefined, { sampler, run }: Scope): Sampler | undefined {
  if (sampler === undefined || sign === undefined || sign === sampler.sign) return sampler;
  if (sign !== '!') return sign === '~' ? run.random : cyclicalSampler(run.turn);
  run.warn('"!" is not possible in what is sampled one by one.', 'template-sampler');
  return sampler;
}

/** Texts of one part, of which each counts; or, once, a way to the next text for each combination of the others. */
type Source = () => Iterator<string | (() => string)>;

function sourceOf(part: Part, scope: Scope): Source {
  if (scope.sampler !== undefined || !isDrawn(part)) return () => textsOfPart(part, scope);
  let turn = 0;
  const draw = () => drawn(part, scope, turn++);
  return () => [draw].values();
}

const optionSource = (bound: Bound): Source =>
  bound.template.length === 1 ? sourceOf(bound.template[0]!, bound.scope) : () => textsOf(bound);

/** One text of each source, in all combinations. No recursion: sources may be many. */
function* combinations(sources: readonly Source[]): Generator<string[]> {
  const texts: (string | (() => string))[] = [];
  const iterators: ReturnType<Source>[] = [];
  let at = 0;
  while (at >= 0) {
    if (at === sources.length) {
      yield texts.map((text) => (typeof text === 'string' ? text : text()));
      at--;
      continue;
    }
    iterators[at] ??= sources[at]!();
    const { done, value } = iterators[at]!.next();
    if (done) delete iterators[at--];
    else texts[at++] = value;
  }
}

const signOf = (part: Part) => (typeof part === 'object' && 'sampler' in part ? part.sampler : undefined);
const isDrawn = (part: Part) => signOf(part) === '~' || signOf(part) === '@';

/** A text of a part that samples by chance or in turn. */
const drawn = (part: Part, scope: Scope, turn: number) =>
  textsOfPart(part, { ...scope, sampler: signOf(part) === '@' ? cyclicalSampler(turn) : scope.run.random }).next()
    .value ?? '';

/** The texts of such a part that differ from those before, until none has come for a long while. */
function* newTexts(part: Part, scope: Scope): Generator<string> {
  const { run } = scope;
  const seen = new Set<string>();
  for (let turn = 0, latest = 0; turn < latest + 1000; turn++) {
    const { spent } = run;
    const text = drawn(part, scope, turn);
    if (seen.has(text)) run.spent = spent;
    else {
      seen.add(text);
      latest = turn;
      yield text;
    }
  }
}
