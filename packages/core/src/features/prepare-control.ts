import type { OpenImage } from '../backend/image-codec.js';
import { InvalidArgumentError } from '../errors/index.js';
import { residualInputs } from '../families/residual-inputs.js';
import { type CannyOptions, drawEdges } from '../image/canny.js';
import { cropImage, fitImage, type Image, imageToTensor, planFit, type Rectangle } from '../image/index.js';
import { drawLines } from '../image/lineart.js';
import { blurTile } from '../image/tile.js';
import { scaleLatents } from '../latents/codec.js';
import { checkControl } from '../model/check-control.js';
import { type GraphEdit, residualInput } from '../model/graph-edit.js';
import { linearCombination } from '../tensor/linear-combination.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import type { ControlNetUse, Preprocess } from './control-net-use.js';
import { controlRunner } from './control-runner.js';
import type { FeatureCall, FeatureHooks, PlannedCall } from './feature.js';

/** What a ControlNet needs of a call, once the model is known. */
export type PrepareControl = (use: ControlNetUse, call: FeatureCall) => Promise<FeatureHooks>;

/**
 * A ControlNet's residuals (Zhang et al. 2023, arXiv:2302.05543) in every run of the network, those of other ControlNets added: of
 * each branch of guidance its own, as diffusers gives them.
 */
export const prepareControl: PrepareControl = async (use, { model, openImage, source }) => {
  const { net, preprocess, weight, start, end } = use;
  if (net.disposed)
    throw new InvalidArgumentError('net', 'one that is in use', 'one that was disposed', 'Load it again.');
  checkControl(net.inspection, model.description);
  const picture = use.image === undefined ? undefined : await openImage(use.image);
  let region: Rectangle | undefined;
  return {
    networkBytes: weight === 0 ? 0 : net.inspection.openBytes,
    request(request) {
      region = request.region;
      return request;
    },
    record: async () => ({
      model: { id: net.id, sha256: await net.sha256 },
      ...{ preprocess, weight, start, end },
      ...(picture && { image: true }),
    }),
    async planned(call) {
      checkSize(use, call);
      if (weight === 0) return {}; // the picture is the one without it, bit for bit
      const given = picture ? await fitted(await picture.decode(), call, region, source) : call.fitted;
      const seen = await preprocessors[preprocess](given, { signal: call.signal });
      call.emit({ type: 'control', net: net.id, preprocess, image: seen });
      const control = await controlTensor(use, seen, call);
      return steering(use, control, call);
    },
  };
};

/** The control picture over the same place of the result as the source. */
async function fitted(
  picture: Image,
  call: PlannedCall,
  region: Rectangle | undefined,
  source: OpenImage,
): Promise<Image> {
  const { plan, signal } = call;
  const { fit } = plan;
  if (region === undefined) {
    const { mode, output, network, offset } = fit;
    const own = planFit({ source: picture, size: output, fit: mode, nativeSize: 1, multiple: 1 });
    return fitImage(picture, { ...own, network, offset }, { signal });
  }
  const { width, height } = source;
  const whole = planFit({ source: picture, size: { width, height }, fit: 'stretch', nativeSize: 1, multiple: 1 });
  return fitImage(cropImage(await fitImage(picture, whole, { signal }), region), fit, { signal });
}

const preprocessors: Readonly<
  Record<Preprocess, (image: Image, options: Pick<CannyOptions, 'signal'>) => Promise<Image>>
> = {
  canny: drawEdges,
  lineart: drawLines,
  tile: blurTile,
  none: async (image) => image,
};

/** The control picture as the network takes it: [1, 3, height, width] in 0…1, or as the model's autoencoder encodes it. */
async function controlTensor({ net }: ControlNetUse, image: Image, { model, signal }: PlannedCall): Promise<Tensor> {
  if (!net.inspection.seesLatents) return unitTensor(image);
  const { mean } = await model.encode(await imageToTensor(image, signal), { signal });
  // diffusers leaves the shift out for the ControlNets that are told zeros in place of the text's own vector.
  const { latent } = model.description;
  return scaleLatents(mean, net.inspection.pooledIsZero ? { ...latent, shift: 0 } : latent);
}

function unitTensor({ width, height, data }: Image): Tensor {
  const area = width * height;
  const out = tensor([1, 3, height, width]);
  for (let i = 0; i < area; i++) for (let c = 0; c < 3; c++) out.data[c * area + i] = data[4 * i + c]! / 255;
  return out;
}

/** @throws InvalidArgumentError `INVALID_ARGUMENT` where the graph fixes another size than the call's. */
function checkSize({ net }: ControlNetUse, { plan: { network } }: PlannedCall): void {
  const { fixedSize } = net.inspection;
  if (fixedSize === undefined || (fixedSize.width === network.width && fixedSize.height === network.height)) return;
  const [own, asked] = [fixedSize, network].map(({ width, height }) => `${width} × ${height}`);
  throw new InvalidArgumentError('size', `${own}, for which alone the ControlNet ${net.id} is made`, asked);
}

function steering(use: ControlNetUse, control: Tensor, { model, schedule, signal }: PlannedCall): FeatureHooks {
  const { net, start, end } = use;
  const { calls } = schedule;
  const steers = (call: number) => !(call / calls < start || (call + 1) / calls > end); // diffusers' rule, in its words
  const steered = Array.from({ length: calls }, (_, call) => call).filter(steers);
  if (steered.length === 0) return {};

  const own = residualInputs(model.asked.inputs);
  const names = own.length > 0 ? own.map(({ name }) => name) : net.inspection.outputs.map((_, i) => residualInput(i));
  const edit: GraphEdit = { kind: 'residual-inputs', count: names.length };
  const run = controlRunner(use, control, model, signal);
  return {
    wrapNetwork: (next) => async (values, input) => {
      const { edits = [] } = input;
      const residuals = steers(input.call) ? await run(values, input.window) : [];
      const added = names.map((name, i) => [name, sum(values[name], residuals[i])] as const);
      const isEdited = own.length > 0 || edits.some(({ kind }) => kind === edit.kind);
      const asked = { ...input, edits: isEdited ? edits : [...edits, edit] };
      return next({ ...values, ...Object.fromEntries(added) }, asked);
    },
    wrapPredict: (next) => async (input) => {
      const output = await next(input);
      if (model.memory === 'staged' && input.call >= steered.at(-1)!) await net.release();
      return output;
    },
  };
}

/** What stands for residuals where there are none: it spreads over the whole. */
const nothing = tensor([1, 1, 1, 1]);

/** Residuals of ControlNets add up. Where none was put in, there are zeros of another shape. */
function sum(before: Tensor | undefined, residual: Tensor | undefined): Tensor {
  if (residual === undefined) return before ?? nothing;
  return before?.dims.join() === residual.dims.join() ? linearCombination([1, before], [1, residual]) : residual;
}
