import type { ControlUnit } from '@overpaint/server';

/** A painting whose pictures are of some kind: bytes, files, keys of a store. */
export interface Pictured<P> {
  readonly image: P;
  readonly mask?: P | undefined;
  readonly references?: readonly P[] | undefined;
  readonly controls?: readonly (Omit<ControlUnit, 'image'> & { readonly image?: P | undefined })[] | undefined;
}

/**
 * The same painting with its pictures in another form. They are asked for in one order: image, mask, references, controls.
 *
 * @param change told which option a picture belongs to.
 */
export async function withPictures<P, Q, T extends Pictured<P>>(
  { image, mask, references, controls, ...plain }: T,
  change: (picture: P, option: keyof Pictured<P>) => Promise<Q> | Q,
): Promise<Omit<T, keyof Pictured<P>> & Pictured<Q>> {
  const [changed, beside, others, units] = await Promise.all([
    change(image, 'image'),
    mask === undefined ? undefined : change(mask, 'mask'),
    references && Promise.all(references.map((each) => change(each, 'references'))),
    controls &&
      Promise.all(
        controls.map(async ({ image: picture, ...unit }) => ({
          ...unit,
          ...(picture !== undefined && { image: await change(picture, 'controls') }),
        })),
      ),
  ]);
  return {
    ...plain,
    image: changed,
    ...(beside !== undefined && { mask: beside }),
    ...(others && { references: others }),
    ...(units && { controls: units }),
  };
}
