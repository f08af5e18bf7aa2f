import type { Model, Overpaint } from '@overpaint/core';
import {
  type FramesOptionsOf,
  type PaintedFrameOf,
  type PainterOf,
  paintFramesWith,
  preparePainter,
} from '@overpaint/core/series';
import type { StyleChoice } from '@overpaint/presets';
import { openImage } from '../image.js';
import type { NodeImageInput } from '../image-input.js';
import type { Img2ImgOptions, Img2ImgRun } from '../img2img.js';
import type { NodeImage } from '../node-image.js';
import { type NodeFrames, openFrames } from './open-frames.js';

/** What `prepare()` is asked: `img2img()`'s options but the picture. */
export type PrepareOptions = Omit<Img2ImgOptions, 'image'>;

/** Options opened once, by which any number of pictures is painted. */
export type Painter = PainterOf<NodeImageInput, Partial<PrepareOptions>, Img2ImgRun>;

/** What `paintFrames()` is asked: `img2img()`'s options, with frames in place of the picture. */
export type FramesOptions = FramesOptionsOf<Img2ImgOptions, NodeFrames, NodeImage>;

/** A painted frame. */
export type PaintedFrame = PaintedFrameOf<NodeImage>;

interface Calls extends Pick<Overpaint<NodeImageInput, StyleChoice, NodeImage>, 'loadModel'> {
  img2img(options: Img2ImgOptions): Img2ImgRun;
}

export function prepareWith({ img2img, loadModel }: Calls, options: PrepareOptions): Promise<Painter> {
  return preparePainter<NodeImageInput, PrepareOptions, Img2ImgRun>(
    {
      img2img: (options) => img2img(options as Img2ImgOptions),
      loadModel: (source, options) => loadModel(source, options) as Promise<Model>,
      decode: async (picture, { limitInputPixels, signal }) =>
        (await openImage(picture as NodeImageInput, { limitInputPixels, signal })).decode(),
    },
    options,
  );
}

export function paintNodeFrames(calls: Calls, options: FramesOptions): AsyncGenerator<PaintedFrame, void, undefined> {
  return paintFramesWith<Img2ImgOptions, NodeImage>(
    {
      open: (frames, { length, limitInputPixels, signal }) =>
        openFrames(frames as NodeFrames, { length, limitInputPixels, signal }),
      prepare: (options) => prepareWith(calls, options as PrepareOptions),
    },
    options,
  );
}
