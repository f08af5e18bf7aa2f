import type { TensorSpec } from '../backend/network-tensor.js';
import type { ModelFolder } from '../model/inspect.js';
import { sizeOf, type Tensor } from '../tensor/tensor.js';
import type { Family } from './family.js';

/** What denoisers are told beside residuals, where it has their rank. */
const others = /^(sample|hidden_states|encoder_hidden_states|img_ids|txt_ids)$/;

/**
 * Inputs of a denoiser for residuals of a ControlNet, which some exports have, in the order in which a ControlNet puts them out:
 * the middle block's last. Whatever they are called (`down_block_0`, `down_block_0_additional_residual` …), a UNet's are feature
 * maps beside the latents, a transformer's are tokens beside those of the text.
 */
export function residualInputs(inputs: readonly TensorSpec[]): readonly TensorSpec[] {
  const isUnet = !inputs.some(({ name }) => name === 'hidden_states');
  const rank = isUnet ? 4 : 3;
  const own = inputs.filter(({ name, dims }) => dims.length === rank && !others.test(name));
  // Where the latents are called otherwise, they come first.
  const named = !isUnet || inputs.some(({ name }) => name === 'sample');
  const residuals = named ? own : own.slice(1);
  return residuals.length > 1 ? residuals : []; // a connection's and the middle block's, at least
}

/** A folder whose denoiser has none of these inputs: of any family it is as it would be without them. */
export function withoutResidualInputs(folder: ModelFolder): ModelFolder {
  const name = folder.components['unet'] ? 'unet' : 'transformer';
  const denoiser = folder.components[name];
  const residuals = new Set(denoiser ? residualInputs(denoiser.inputs) : []);
  if (denoiser === undefined || residuals.size === 0) return folder;
  const inputs = denoiser.inputs.filter((input) => !residuals.has(input));
  return { ...folder, components: { ...folder.components, [name]: { ...denoiser, inputs } } };
}

/** A family whose denoiser is given zeros at these inputs, until a ControlNet puts something in. */
export const fedWithoutResiduals = (family: Family): Family => ({
  ...family,
  feeds: (input) => ({
    ...family.feeds(input),
    ...Object.fromEntries(residualInputs(input.inputs).map((spec) => [spec.name, zeros(spec)])),
  }),
});

const nothing = new WeakMap<TensorSpec, Tensor>();

/** As few as the graph lets spread over the whole. */
function zeros(spec: TensorSpec): Tensor {
  const known = nothing.get(spec);
  if (known !== undefined) return known;
  const dims = spec.dims.map((dim) => (typeof dim === 'number' ? dim : 1));
  const made = { data: new Float32Array(sizeOf(dims)), dims };
  nothing.set(spec, made);
  return made;
}
