import type { Plan, PromptPlan } from '../index.js';
import { bytesText } from './bytes-text.js';

/** A plan in lines for a person: what will be painted, from what, and how much work it is. */
export function tellPlan(plan: Plan): string[] {
  const size = ({ width, height }: { width: number; height: number }) => `${width} × ${height}`;
  const rows: [string, string][] = [
    ['model', `${plan.model.name} (${plan.model.family})`],
    ['picture', `${size(plan.source)} → ${size(plan.size)}, painted as ${size(plan.network)}`],
    ...plan.prompts.map((prompt): [string, string] => ['prompt', tellPrompt(prompt)]),
    ...(plan.negativePrompt.expanded === ''
      ? []
      : [['negative prompt', tellPrompt(plan.negativePrompt)] as [string, string]]),
    ['strength', String(Number(plan.strength.toFixed(4)))],
    ['guidance', `${plan.guidanceScale}${plan.imageGuidanceScale > 1 ? `, source ${plan.imageGuidanceScale}` : ''}`],
    ['scheduler', plan.sigmas === 'default' ? plan.scheduler : `${plan.scheduler}, ${plan.sigmas} sigmas`],
    ['steps', `${plan.stepsRun} of ${plan.steps}, ${plan.networkCalls} network calls a picture`],
    ['timesteps', plan.timesteps.map((timestep) => Number(timestep.toFixed(2))).join(' ')],
    [
      'pictures',
      `${plan.pictures}, seed ${plan.seed}${plan.pictures > 1 ? ` to ${plan.seed + plan.pictures - 1}` : ''}`,
    ],
    ['download', bytesText(plan.downloadBytes)],
    ['memory', `about ${bytesText(plan.memoryBytes)}`],
    ...plan.warnings.map(({ message }): [string, string] => ['warning', message]),
  ];
  return table(rows);
}

function tellPrompt({ expanded, tokens, chunks, cut }: PromptPlan): string {
  if (expanded === '') return '(none)';
  return `${expanded} (${tokens} token${tokens === 1 ? '' : 's'}${chunks > 1 ? ` in ${chunks} chunks` : ''}${cut === '' ? '' : ', too long'})`;
}

/** Rows with their first column aligned. */
export function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([head]) => head.length));
  return rows.map(([head, text]) => `${head.padEnd(width)}  ${text}`);
}
