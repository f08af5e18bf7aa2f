import { cyclicalSampler, type Sampler, type SamplerSign } from './sampler.js';
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
import type { Part } from './template.js';

/** One text of a template, chosen by chance or in turn. */
export function drawText(bound: Bound, sampler: Sampler): string {
  const scope = withAssignments(bound, (value) => drawText(value, sampler));
  return bound.template.map((part) => drawPart(part, sampler, scope)).join('');
}

/** The same of one part; its own sampler wins over the one around it. */
export function drawPart(part: Part, around: Sampler, scope: Scope): string {
  if (typeof part === 'string') return spend(part, scope.run);
  if (isSpent(scope.run) || part.kind === 'set') return '';
  scope.run.spent++;
  if (part.kind === 'get') return drawText(boundTo(part, scope), around);
  const draw = (template: Bound['template'], sampler: Sampler, inner = scope) =>
    drawText({ template, scope: inner }, sampler);
  if (part.kind === 'wrap') return wrapText(draw(part.wrapper, around), draw(part.inner, around), scope.run);

  const sampler = samplerOf(part.sampler, around, scope);
  const sample = (bound: Bound) => drawText(bound, sampler.sign === '@' ? cyclicalSampler(0) : sampler);
  if (part.kind === 'wildcard') {
    const { lines, scope: inner } = linesOf(part, scope, sample);
    if (lines.length === 0) return spend(part.written, scope.run);
    const { taken, within } = sampler.pick(new Array<number>(lines.length).fill(1), 1, 1);
    return draw(lines[taken[0]!]!, within, inner);
  }
  const { options, least, most, scope: inner } = optionsOf(part, scope, sample);
  const { taken, within } = sampler.pick(
    options.map(({ weight }) => weight),
    least,
    most,
  );
  return joinTexts(
    taken.map((index) => draw(options[index]!.text, within, inner)),
    part.joint,
  );
}

function samplerOf(sign: SamplerSign | undefined, around: Sampler, { run }: Scope): Sampler {
  if (sign === '!')
    run.warn('template-sampler', '"!" takes every one, which is not possible inside what is sampled one by one.');
  if (sign === undefined || sign === '!' || sign === around.sign) return around;
  return sign === '~' ? run.random : cyclicalSampler(run.turn);
}
