import type { TensorSpec } from '../backend/network-tensor.js';

/** What ControlNets are told, by meaning, and what exporters call it. */
const names = {
  sample: ['sample', 'hidden_states'],
  timestep: ['timestep'],
  hidden: ['encoder_hidden_states'],
  control: ['controlnet_cond'],
  scale: ['conditioning_scale'],
  pooled: ['text_embeds', 'pooled_projections'],
  timeIds: ['time_ids'],
} as const;

export type ControlInput = keyof typeof names;

/**
 * Which input of a ControlNet is what: by its name where it has one of diffusers', else by rank, width and place. Latents come
 * before the control picture, the timestep before the scale.
 */
export function controlInputs(inputs: readonly TensorSpec[]): ReadonlyMap<ControlInput, TensorSpec> {
  const found = new Map<ControlInput, TensorSpec>();
  const left: TensorSpec[] = [];
  for (const spec of inputs) {
    const named = Object.entries(names).find(([, known]) => (known as readonly string[]).includes(spec.name));
    if (named) found.set(named[0] as ControlInput, spec);
    else left.push(spec);
  }
  for (const spec of left) {
    const meaning = meaningsOf(spec).find((one) => !found.has(one));
    if (meaning) found.set(meaning, spec);
  }
  return found;
}

function meaningsOf({ dims }: TensorSpec): readonly ControlInput[] {
  if (dims.length === 4) return dims[1] === 3 ? ['control'] : ['sample', 'control'];
  if (dims.length === 3) return ['hidden'];
  if (dims.length === 2) return dims[1] === 6 ? ['timeIds'] : ['pooled', 'timeIds'];
  return dims.length < 2 ? ['timestep', 'scale'] : [];
}
