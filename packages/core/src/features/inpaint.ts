import type { OpenImage } from '../backend/image-codec.js';
import { InvalidArgumentError } from '../errors/index.js';
import {
  blur,
  cropBack,
  cropImage,
  fitImage,
  type Grey,
  greyImage,
  greyTensor,
  type Image,
  latentMask,
  maskBounds,
  maskPicture,
  maskRegion,
  outputSize,
  overlay,
  placeInRegion,
  planFit,
  type Rectangle,
  restore,
  type Size,
  threshold,
  toGrey,
} from '../image/index.js';
import { maskedChannels } from '../latents/masked-channels.js';
import { namedBy } from '../named-picture.js';
import { addNoise } from '../noise/index.js';
import { blend } from '../tensor/blend.js';
import { linearCombination } from '../tensor/linear-combination.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Feature, FeatureCall, FeatureHooks, FitRequest, PlannedCall } from './feature.js';

/** How a mask is read, and how much around it is painted. */
export interface MaskOptions {
  /** Standard deviation of its softened edges, in pixels of the source. */
  readonly blur: number;
  readonly invert: boolean;
  /** Cut at one half for the network; default: for networks that take a mask themselves, which know no soft ones. */
  readonly binarize: boolean | undefined;
  /** Only the masked area goes through the network, with so many pixels around it, at `size` or the native area. */
  readonly padding: { readonly pixels: number; readonly size: Size | number | undefined } | undefined;
}

/**
 * Repaints what the mask covers. The kept part follows the source's own path through the noise levels, so that the last
 * one (alpha 1, sigma 0) restores it (Lugmayr et al. 2022, arXiv:2201.09865, eq. 8, as diffusers and A1111's web UI do
 * it); networks that take a mask as input see it too. Pixels whose mask is 0 come back as they were, byte by byte.
 *
 * @param mask white repaints, black keeps; of another size than the source it is stretched over it.
 */
export function inpaint(mask: OpenImage, options: MaskOptions): Feature {
  const { padding, ...recipe } = options;
  return {
    name: 'inpaint',
    recipe: { ...recipe, ...(padding && { padding }) },
    async prepare(call) {
      const cover = await readMask(mask, call, options);
      if (padding === undefined && toGrey(cover).data.every((value) => value === 0)) {
        const message = `The mask chooses nothing: all of it is ${options.invert ? 'white' : 'black'}, and the source comes back. What is to be repainted is ${options.invert ? 'black' : 'white'}.`;
        call.warn({ code: 'mask-empty', message });
      }
      const hooks: FeatureHooks =
        padding === undefined
          ? { planned: (planned) => wholePicture(planned, cover, options) }
          : await onlyMasked(call, cover, options, padding);
      return { ...hooks, record: async () => ({ mask: await mask.record?.() }) };
    },
  };
}

/** A picture of the source's size whose brightness says what to repaint. In colour as it came: diffusers fits it so. */
async function readMask(mask: OpenImage, call: FeatureCall, { invert, blur: radius }: MaskOptions) {
  const { source, signal } = call;
  const picture = maskPicture(await namedBy('mask', mask.decode()));
  warnOfOtherShape(picture, call);
  const stretched = same(picture, source) ? picture : await stretch(picture, source, signal);
  const chosen = invert ? inverted(stretched) : stretched;
  return radius > 0 ? greyImage(blur(toGrey(chosen), radius)) : chosen;
}

/** Sides that agree within so much have one shape: half a pixel of rounding is more of a small mask. */
const sameShape = 0.03;

function warnOfOtherShape(mask: Size, { source, warn }: FeatureCall): void {
  if (Math.abs(Math.log((mask.width * source.height) / (mask.height * source.width))) <= sameShape) return;
  const [its, that] = [mask, source].map(({ width, height }) => `${width} × ${height}`);
  const message = `The mask is ${its} pixels, the source ${that}: it is stretched to another shape. Was it made for this picture?`;
  warn({ code: 'mask-shape', message });
}

const inverted = ({ data, ...size }: Image): Image => ({
  ...size,
  data: data.map((value, i) => (i % 4 === 3 ? value : 255 - value)),
});

const same = (a: Size, b: Size) => a.width === b.width && a.height === b.height;

const stretch = (image: Image, { width, height }: Size, signal: AbortSignal | undefined) =>
  fitImage(image, planFit({ source: image, size: { width, height }, fit: 'stretch', nativeSize: 1, multiple: 1 }), {
    signal,
  });

/** The whole picture goes through the network. */
async function wholePicture(call: PlannedCall, cover: Image, options: MaskOptions): Promise<FeatureHooks> {
  const { plan, fitted } = call;
  const mask = toGrey(await fitImage(cover, plan.fit, { signal: call.signal }));
  return {
    ...blending(call, mask, options),
    afterDecode: (image) => restore(cropBack(fitted, plan.fit), image, toGrey(cropBack(greyImage(mask), plan.fit))),
  };
}

/** Only the area around the mask goes through the network, and is laid back into the source. */
async function onlyMasked(
  { model, source, signal }: FeatureCall,
  cover: Image,
  options: MaskOptions,
  { pixels, size }: NonNullable<MaskOptions['padding']>,
): Promise<FeatureHooks> {
  const grey = toGrey(cover);
  const bounds = maskBounds(grey, pixels);
  if (bounds === undefined)
    throw new InvalidArgumentError('mask', 'some white (what to repaint) with maskPadding', 'a mask without any');
  let region: Rectangle = bounds;
  return {
    request(request): FitRequest {
      const target = outputSize(bounds, { ...model.description, size: size ?? request.size });
      region = maskRegion(grey, target, pixels)!;
      return { source: croppedSource(source, region), region, size: target, fit: 'contain' };
    },
    async planned(call) {
      const part = cropImage(cover, region);
      const mask = toGrey(await fitImage(part, call.plan.fit, { signal }));
      return {
        ...blending(call, mask, options),
        async afterDecode(image) {
          const original = await call.original();
          if (call.plan.strength === 0) return original;
          return overlay(original, await placeInRegion(image, region, original), grey);
        },
      };
    },
  };
}

const croppedSource = (source: OpenImage, region: Rectangle): OpenImage => ({
  width: region.width,
  height: region.height,
  decode: async () => cropImage(await source.decode(), region),
});

/** The kept part of the latents at every level, of the start too, and what networks with a mask of their own are given. */
function blending({ plan, model }: PlannedCall, mask: Grey, options: MaskOptions): FeatureHooks {
  const { family, latent } = model.description;
  const cut = greyTensor(threshold(mask));
  const used = (options.binarize ?? family.takesMask) ? cut : greyTensor(mask);
  const small = latentMask(used, latent.downscale);
  const { shift } = latent.decoder ?? latent;
  const unshifted = ({ data, dims }: Tensor): Tensor => ({ data: data.map((value) => value - shift), dims });
  return {
    wrapCodec: (next) =>
      family.unshiftedUnderMask ? { ...next, decode: (latents) => next.decode(unshifted(latents)) } : next,
    // At full strength diffusers' inpainting starts from noise alone, in every family.
    wrapStart: (next) => (input) =>
      plan.strength === 1 ? linearCombination([input.schedule.noiseScale, input.noise]) : next(input),
    wrapBeside: (next) => async (input) => {
      if (family.takesMask) return maskedChannels(input, latent, cut, small);
      // diffusers draws for the masked picture also where the network is not given it.
      if (family.posterior === 'sample' && input.posterior.deviation) input.gaussian(input.posterior.mean.dims);
      return next(input);
    },
    afterStep: ({ latents, source, noise, level }) =>
      family.takesMask ? latents : blend(small, latents, addNoise(source, noise, level)),
  };
}
