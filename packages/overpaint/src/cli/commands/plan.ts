import pc from 'picocolors';
import type { Plan, PromptPlan } from '../../index.js';
import { bytesText } from '../bytes-text.js';
import { callOptions } from '../call-options.js';
import type { ControlChoice } from '../control-flags.js';
import { eachPicture } from '../each-picture.js';
import type { PaintFlags } from '../painting-options.js';
import { findPictures } from '../pictures.js';
import { openSession } from '../session.js';
import { table } from '../table.js';

/** `overpaint plan`: what painting would do, without opening a network. Returns the exit status. */
export async function plan(names: readonly string[], flags: PaintFlags): Promise<number> {
  const session = openSession(flags);
  const { terminal, overpaint, interruption } = session;
  const options = await callOptions(flags, session);
  const pictures = await findPictures(names, terminal);
  return eachPicture(pictures, session, async ({ picture }) => {
    const image = await picture.load(interruption.signal);
    const found = await overpaint.plan({ ...options, image, signal: interruption.signal });
    for (const line of [
      pc.bold(picture.name),
      ...planLines(found, flags.control),
      ...(pictures.length > 1 ? [''] : []),
    ]) {
      terminal.print(line);
    }
    return { plan: found };
  });
}

/** A plan in lines for a person: what will be painted, from what, and how much work it is. */
function planLines(plan: Plan, control: readonly ControlChoice[] = []): string[] {
  const size = ({ width, height }: { width: number; height: number }) => `${width} × ${height}`;
  const rows: [string, string][] = [
    ['model', `${plan.model.name} (${plan.model.family})`],
    ['picture', `${size(plan.source)} → ${size(plan.size)}, painted as ${size(plan.network)}`],
    ...plan.prompts.map((prompt): [string, string] => ['prompt', promptLine(prompt)]),
    ...(plan.negativePrompt.expanded === ''
      ? []
      : [['negative prompt', promptLine(plan.negativePrompt)] as [string, string]]),
    ['strength', String(Number(plan.strength.toFixed(4)))],
    ['guidance', `${plan.guidanceScale}${plan.imageGuidanceScale > 1 ? `, source ${plan.imageGuidanceScale}` : ''}`],
    ['scheduler', plan.sigmas === 'default' ? plan.scheduler : `${plan.scheduler}, ${plan.sigmas} sigmas`],
    ...(plan.references ?? []).map(({ source, size: seen, tokens }, index): [string, string] => [
      `looks at ${index + 1}`,
      `${size(source)}, seen as ${size(seen)}, ${tokens} tokens`,
    ]),
    ...control.map((net): [string, string] => ['steered by', controlLine(net)]),
    ...(plan.tokens
      ? [
          ['tokens', `${plan.tokens.all}: ${plan.tokens.text} of text, ${plan.tokens.painted} painted`] as [
            string,
            string,
          ],
        ]
      : []),
    ['steps', `${plan.stepsRun} of ${plan.steps}, ${plan.networkCalls} network calls a picture`],
    ...(Object.keys(plan.speed).length > 0 ? [['left out', speedLine(plan)] as [string, string]] : []),
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

/** A ControlNet, what it sees, and how much of the run it steers. */
function controlLine({ source, preprocess, weight = 1, start = 0, end = 1 }: ControlChoice): string {
  const share = start > 0 || end < 1 ? `, from ${start} to ${end} of the run` : '';
  return `${source}, ${preprocess === 'none' ? 'the picture as it is' : preprocess}, weight ${weight}${share}`;
}

/** What of the network's work is left, and where. */
function speedLine({ work, networkCalls, speed }: Plan): string {
  const { guidedCalls, plainCalls, fullCalls, reusedCalls = 0, share } = work;
  const parts = [
    ...(plainCalls > 0 && guidedCalls > 0 ? [`${guidedCalls} of ${networkCalls} calls guided`] : []),
    ...(reusedCalls > 0 ? [`${fullCalls} of ${networkCalls} in full`] : []),
    ...(['decoder', 'encoder'] as const).flatMap((half) => (speed[half] ? [`small ${half}`] : [])),
    ...(share === undefined ? ['as far as the picture allows'] : []),
    ...(share !== undefined && share < 1 ? [`about ${Math.round(100 * share)} % of the denoiser's work is left`] : []),
  ];
  return parts.join(', ');
}

function promptLine({ expanded, tokens, chunks, cut }: Omit<PromptPlan, 'given'>): string {
  if (expanded === '') return '(none)';
  return `${expanded} (${tokens} token${tokens === 1 ? '' : 's'}${chunks > 1 ? ` in ${chunks} chunks` : ''}${cut === '' ? '' : ', too long'})`;
}
