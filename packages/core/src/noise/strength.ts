/** How `strength` cuts a schedule. The rule is the pipeline's that a model family has in diffusers. */
export type StrengthRule = 'stable-diffusion' | 'flow' | 'lcm';

/**
 * Where in a schedule of `steps` a run of this strength begins, counted in steps from the noisiest.
 *
 * `stable-diffusion` runs trunc(steps·strength) steps, `flow` (SD3, FLUX) ⌈steps·strength⌉; in double precision, as
 * both do in diffusers, so 100 steps at 0.29 are 28. A deviation: any strength above 0 runs at least one step, 0 runs
 * none. `lcm` does not cut: its timesteps are already chosen below the strength.
 */
export function firstStep(rule: StrengthRule, steps: number, strength: number): number {
  if (strength === 0) return steps;
  if (rule === 'lcm') return 0;
  const wanted = Math.min(steps * strength, steps);
  const first = rule === 'flow' ? Math.trunc(steps - wanted) : steps - Math.trunc(wanted);
  return Math.min(first, steps - 1);
}
