import { unetInputs } from '../families/unet.js';
import type { Rectangle } from '../image/rectangle.js';
import { type ControlInput, controlInputs } from '../model/control-inputs.js';
import type { Model } from '../model/model.js';
import { linearCombination } from '../tensor/linear-combination.js';
import { slice, stack, unstack } from '../tensor/shape.js';
import { scalar, type Tensor } from '../tensor/tensor.js';
import { cropTensor } from '../tiles/windowed.js';
import type { ControlNetUse } from './control-net-use.js';

/** The residuals of one run of a denoiser, by what that is given: in the order of the ControlNet's outputs, a batch as large. */
export type ControlRunner = (
  values: Readonly<Record<string, Tensor>>,
  window: Rectangle | undefined,
) => Promise<readonly Tensor[]>;

/** What a transformer is given, by meaning. */
const transformerNames: ReadonlyMap<string, string> = new Map([
  ['sample', 'hidden_states'],
  ['hidden', 'encoder_hidden_states'],
  ['pooled', 'pooled_projections'],
  ['timestep', 'timestep'],
]);

/** Asks a ControlNet what it is given a picture of, `control`, beside what the denoiser is told. */
export function controlRunner(
  { net, weight }: ControlNetUse,
  control: Tensor,
  model: Model,
  signal: AbortSignal | undefined,
): ControlRunner {
  const { inputs, outputs, pooledIsZero } = net.inspection;
  const own = controlInputs(inputs);
  const theirs =
    model.family.denoiser === 'unet'
      ? new Map([...unetInputs(model.asked.inputs)].map(([meaning, { name }]) => [meaning as string, name]))
      : transformerNames;
  const [, channels] = own.get('sample')!.dims;
  const latentChannels = typeof channels === 'number' ? channels : model.description.latent.channels;
  const [batch] = own.get('sample')!.dims;

  /** The control picture where the denoiser looks: pixels, or latents as it sees them. */
  const seen = (window: Rectangle | undefined): Tensor => {
    if (window === undefined) return control;
    const scale = net.inspection.seesLatents ? 1 : model.description.latent.downscale;
    const { x, y, width, height } = window;
    return cropTensor(control, { x: x * scale, y: y * scale, width: width * scale, height: height * scale });
  };
  const told = (
    meaning: ControlInput,
    values: Readonly<Record<string, Tensor>>,
    window: Rectangle | undefined,
  ): Tensor | undefined => {
    if (meaning === 'scale') return scalar(weight);
    if (meaning === 'control') return seen(window);
    const value = values[theirs.get(meaning) ?? ''];
    // Networks that see a mask or the source have these beside the latents, which are all that a ControlNet knows.
    if (meaning === 'sample') return value && eachPicture(value, (one) => slice(one, 0, latentChannels));
    if (meaning === 'pooled' && pooledIsZero && value) return { ...value, data: new Float32Array(value.data.length) };
    return value;
  };

  return async (values, window) => {
    const asked = [...own].flatMap(([meaning, { name }]) => {
      const value = told(meaning, values, window);
      return value === undefined ? [] : [{ name, value }];
    });
    const size = values[theirs.get('sample')!]!.dims[0]!;
    const atOnce = typeof batch === 'number' ? batch : size;
    const found: (readonly Tensor[])[] = [];
    for (let from = 0; from < size; from += atOnce) {
      const pictures = Array.from({ length: atOnce }, (_, i) => Math.min(from + i, size - 1));
      const feeds = asked.map(
        ({ name, value }) => [name, value.dims.length < 2 ? value : pick(value, pictures)] as const,
      );
      const given = await net.network.run(Object.fromEntries(feeds), { signal });
      const left = Math.min(atOnce, size - from);
      found.push(outputs.map(({ name }) => weighed(joined(unstack(given[name]!).slice(0, left)))));
    }
    return outputs.map((_, i) => joined(found.map((one) => one[i]!)));
  };

  /** Exports without a scale of their own leave the weight to the caller. */
  function weighed(residual: Tensor): Tensor {
    return own.has('scale') || weight === 1 ? residual : linearCombination([weight, residual]);
  }
}

const joined = (tensors: readonly Tensor[]) => stack(tensors as [Tensor, ...Tensor[]]);

const eachPicture = (tensor: Tensor, change: (one: Tensor) => Tensor) => joined(unstack(tensor).map(change));

/** Pictures of a batch by their numbers; the only one stands for all. */
function pick(tensor: Tensor, numbers: readonly number[]): Tensor {
  const all = unstack(tensor);
  return joined(numbers.map((number) => all[Math.min(number, all.length - 1)]!));
}
