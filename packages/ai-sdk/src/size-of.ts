import type { ImageModelV3CallOptions, SharedV3Warning } from '@ai-sdk/provider';
import { InvalidArgumentError, type ModelInspection } from 'overpaint';

type Size = { width: number; height: number };
type Asked = Pick<ImageModelV3CallOptions, 'size' | 'aspectRatio'>;

/**
 * The size that a call asks for, in pixels: `size` as it is, or the model's native area in the shape of `aspectRatio`. Without
 * either it is the source's shape at that area, which is `img2img()`'s own default.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for what is no `'640x480'`, and no `'4:3'`.
 */
export async function sizeOf(
  { size, aspectRatio }: Asked,
  inspect: () => Promise<Pick<ModelInspection, 'nativeSize' | 'multiple'>>,
): Promise<{ size?: Size; warnings: SharedV3Warning[] }> {
  if (size !== undefined) {
    const [width, height] = pairOf('size', size, /^(\d+)x(\d+)$/, "such as '640x480'");
    const details = '`size` says it already.';
    const ignored: SharedV3Warning = { type: 'unsupported', feature: 'aspectRatio', details };
    return { size: { width, height }, warnings: aspectRatio === undefined ? [] : [ignored] };
  }
  if (aspectRatio === undefined) return { warnings: [] };
  const [across, down] = pairOf('aspectRatio', aspectRatio, /^(\d+):(\d+)$/, "such as '4:3'");
  const { nativeSize, multiple } = await inspect();
  const onGrid = (side: number) => Math.max(1, Math.round(side / multiple)) * multiple;
  const root = Math.sqrt(across / down);
  return { size: { width: onGrid(nativeSize * root), height: onGrid(nativeSize / root) }, warnings: [] };
}

function pairOf(argument: string, text: string, pattern: RegExp, example: string): [number, number] {
  const [, first, second] = pattern.exec(text) ?? [];
  const pair: [number, number] = [Number(first), Number(second)];
  if (pair.every((number) => number > 0)) return pair;
  throw new InvalidArgumentError(argument, example, text);
}
