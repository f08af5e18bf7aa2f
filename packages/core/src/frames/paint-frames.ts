import { checkFlag, checkNumber, checkObject, type NamesOf } from '../check.js';
import { checkOptionNames } from '../check-options.js';
import { InvalidArgumentError } from '../errors/index.js';
import type { Img2ImgEvent } from '../events.js';
import type { Feature } from '../features/feature.js';
import type { Image } from '../image/image.js';
import type { Img2ImgOptions } from '../options.js';
import type { OverpaintImage } from '../overpaint-image.js';
import { randomSeed } from '../random/index.js';
import type { Img2ImgResult } from '../run.js';
import type { Warning } from '../warning.js';
import type { AnimationRecipe } from './animation-recipe.js';
import { follow } from './follow.js';
import type { FrameSource } from './frame-source.js';
import type { FramesTogether, ResumedFrames } from './frames-together.js';
import { matchFirst } from './match-first.js';
import type { Painter } from './painter.js';
import { checkTween, type Tween, type TweenCurve, tweenedAt } from './tween.js';

/** What `paintFrames()` is asked: what `img2img()` is, with frames in place of a picture. */
export type FramesOptions<O, Frames, I extends OverpaintImage> = Omit<O, 'image' | 'count' | 'onProgress' | 'preview'> &
  FramesTogether & {
    readonly frames: Frames;
    readonly onProgress?: ((event: Img2ImgEvent<I>, index: number) => void) | undefined;
  };

/** A painted frame. */
export interface PaintedFrame<I> {
  /** Its number, from 0. */
  readonly index: number;
  /** How many there will be, where that is known. */
  readonly count: number | undefined;
  readonly image: I;
  /** Milliseconds that it is shown. */
  readonly delay: number;
  /** How often the animation is played; 0: without end. */
  readonly loop: number;
  /** How all frames were painted together: what `saveFrames()` writes beside the first one's recipe. */
  readonly animation: AnimationRecipe;
  readonly warnings: readonly Warning[];
}

/** What the frames of an animation are painted with. */
export interface FrameCalls<I extends OverpaintImage> {
  open(frames: unknown, options: Img2ImgOptions & FramesTogether): Promise<FrameSource<unknown>>;
  prepare(options: object): Promise<Painter<unknown, object, PromiseLike<Img2ImgResult<I>>>>;
}

/**
 * Paints the frames of an animation one after the other, with one seed and so the same noise for all, and all in the size
 * of the first. No frame is read or painted before it is asked for, and none is kept.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` at once for what can be seen of the options.
 */
export function paintFrames<O, I extends OverpaintImage>(
  calls: FrameCalls<I>,
  given: FramesOptions<O, unknown, I>,
): AsyncGenerator<PaintedFrame<I>, void, undefined> {
  checkOptionNames('options', given, ['frames', ...Object.keys(together)]);
  const {
    frames,
    follow: share,
    steadyColors,
    tween,
    curve,
    loops,
    length,
    delay,
    resume,
    onProgress,
    ...rest
  } = given as FramesOptions<Img2ImgOptions, unknown, I>;
  const options = rest as unknown as Img2ImgOptions;
  checkNumber('follow', share, 0, 1);
  checkFlag('steadyColors', steadyColors);
  checkNumber('loops', loops, 1, 100_000, { whole: true });
  checkNumber('length', length, 1, 100_000, { whole: true });
  checkNumber('delay', delay, 1, 65_535);
  checkTween(tween, curve);
  checkResume(resume);
  if (loops !== undefined && length !== undefined) {
    throw new InvalidArgumentError('loops', 'either loops or length', 'both', 'Both say how many frames there are.');
  }
  if (frames === undefined || frames === null) {
    throw new InvalidArgumentError('frames', 'an animation, a folder, a list of pictures or a picture', frames);
  }
  for (const name of ['image', 'count'] as const) {
    if (options[name] !== undefined) {
      throw new InvalidArgumentError(name, 'frames, one picture for each', options[name]);
    }
  }
  if (Array.isArray(options.prompt)) throw new InvalidArgumentError('prompt', 'one prompt', options.prompt);
  const followed = share ?? (loops === undefined ? 0 : 1);
  const masked = options.mask !== undefined;
  if (followed > 0 && options.maskPadding !== undefined) {
    throw new InvalidArgumentError('maskPadding', 'no such option beside follow', options.maskPadding);
  }
  if (steadyColors && masked) {
    throw new InvalidArgumentError('steadyColors', 'no mask beside it, whose black parts stay as they are', true);
  }
  return run(calls, {
    ...{ frames, resume, onProgress, delay, options },
    share: followed,
    steady: steadyColors ?? (followed > 0 && !masked),
    together: { length: loops ?? length, ...(delay !== undefined && { delay }) },
    ...tweensOf(tween, curve),
  });
}

const together: NamesOf<FramesTogether> = {
  ...{ follow: true, steadyColors: true, tween: true, curve: true },
  ...{ loops: true, length: true, delay: true, resume: true },
};

interface FramesPlan<I extends OverpaintImage> {
  readonly frames: unknown;
  readonly options: Img2ImgOptions;
  readonly resume: ResumedFrames | undefined;
  readonly onProgress: ((event: Img2ImgEvent<I>, index: number) => void) | undefined;
  readonly delay: number | undefined;
  readonly share: number;
  readonly steady: boolean;
  readonly together: FramesTogether;
  /** Nothing where no option changes over the animation. */
  readonly tween: Tween | undefined;
  readonly curve: TweenCurve;
}

/** What changes over the animation, without what is left out. */
function tweensOf(tween: Tween = {}, curve: TweenCurve = 'linear'): Pick<FramesPlan<never>, 'tween' | 'curve'> {
  const given = Object.entries(tween).filter(([, ends]) => ends !== undefined);
  return { tween: given.length > 0 ? Object.fromEntries(given) : undefined, curve };
}

/** How the frames are painted together, with defaults filled in. */
async function animationOf(
  { count, loop, record }: FrameSource<unknown>,
  { options, share, steady, together, tween, curve }: FramesPlan<never>,
): Promise<AnimationRecipe> {
  const source = options.metadata === false ? undefined : await record?.();
  const { length, delay } = together;
  return {
    ...(source && { source }),
    ...(count !== undefined && { count }),
    ...{ loop, follow: share, steadyColors: steady },
    ...(tween && { tween, curve }),
    ...(length !== undefined && { length }),
    ...(delay !== undefined && { delay }),
  };
}

async function* run<I extends OverpaintImage>(
  calls: FrameCalls<I>,
  plan: FramesPlan<I>,
): AsyncGenerator<PaintedFrame<I>, void, undefined> {
  const { frames, options, resume, onProgress, delay, share, steady, together, tween, curve } = plan;
  const source = await calls.open(frames, { ...options, ...together });
  const { count, loop } = source;
  if (tween && count === undefined) {
    throw new InvalidArgumentError('tween', 'frames whose number is known, such as an array', 'a stream');
  }
  const { seed = randomSeed(), features = [], maskPadding } = options;
  const animation = await animationOf(source, plan);
  const painter = await calls.prepare({ ...options, seed });
  let first: Image | undefined = resume?.first;
  let last: Image | undefined = resume?.last;
  let index = resume?.index ?? 0;
  try {
    for await (const frame of source.read(index)) {
      const number = index;
      const added: Feature[] = [
        ...(last && share > 0 ? [follow(last, share)] : []),
        ...(first && steady ? [matchFirst(first)] : []),
      ];
      const { images, warnings } = await painter.paint(frame.image, {
        ...(first && maskPadding === undefined && { size: { width: first.width, height: first.height } }),
        ...tweenedAt(tween ?? {}, curve, count === undefined || count === 1 ? 0 : number / (count - 1)),
        ...(added.length > 0 && { features: [...features, ...added] }),
        ...(onProgress && { onProgress: (event: Img2ImgEvent<I>) => onProgress(event, number) }),
      });
      const [image] = images;
      first ??= image;
      last = image;
      index++;
      yield { index: number, count, image, delay: delay ?? frame.delay, loop, animation, warnings };
    }
  } finally {
    await painter.dispose();
  }
}

function checkResume(resume: unknown): void {
  const { index, first, last } = (checkObject('resume', resume) ?? { index: 0 }) as Partial<ResumedFrames>;
  checkNumber('resume.index', index ?? null, 0, Number.MAX_SAFE_INTEGER, { whole: true });
  if (resume === undefined) return;
  for (const [name, picture] of Object.entries({ first, last })) {
    if (picture?.data instanceof Uint8ClampedArray) continue;
    throw new InvalidArgumentError(`resume.${name}`, 'a picture: { width, height, data }', picture);
  }
}
