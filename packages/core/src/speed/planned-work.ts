import type { Schedule } from '../schedulers/index.js';
import { familySpeeds } from './family-speeds.js';
import { fullCalls } from './full-calls.js';
import { guidedSteps } from './guided-steps.js';
import type { PlannedWork, SpeedSettings } from './speed-options.js';
import type { SpeedContext } from './speed-planner.js';

/** What a schedule's calls come to. */
export function plannedWork(
  { steps }: Pick<Schedule, 'steps'>,
  stepsRun: number,
  { guidance, reuse }: SpeedSettings,
  { family, questions }: SpeedContext,
): PlannedWork {
  const guided = guidedSteps(steps.length, guidance);
  const asked = steps
    .slice(0, stepsRun)
    .flatMap(({ timesteps }, index) =>
      timesteps.map(() => (questions > 1 && index >= guided.from && index < guided.to ? questions : 1)),
    );
  const guidedCalls = asked.filter((count) => count > 1).length;
  const counts = { guidedCalls, plainCalls: asked.length - guidedCalls };
  if (reuse !== undefined && 'threshold' in reuse) return counts;
  const full = reuse ? fullCalls(asked.length, reuse) : undefined;
  const shares = family.speed ? familySpeeds[family.speed].shares : [];
  const isFull = (call: number) => full?.has(call) ?? true;
  const left = reuse ? (shares[reuse.depth] ?? 1) : 1;
  const work = asked.reduce((sum, count, call) => sum + count * (isFull(call) ? 1 : left), 0);
  const whole = asked.filter((_, call) => isFull(call)).length;
  const share = asked.length === 0 ? 1 : work / (questions * asked.length);
  return { ...counts, fullCalls: whole, reusedCalls: asked.length - whole, share: Math.round(share * 1000) / 1000 };
}
