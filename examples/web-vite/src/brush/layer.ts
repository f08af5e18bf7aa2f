import { element } from '../element.js';
import { drawMarks, extendStroke, type Size } from './draw-marks.js';
import type { Mark, Point, Stroke } from './marks.js';

/** The canvas over the photo on which marks are made and seen. */
export const layer = element<HTMLCanvasElement>('layer');
const ring = element('ring');
let ringAt: Point = { x: 0, y: 0 };

/** Shows marks, in as many pixels as the screen has there. */
export function showMarks(photo: Size, marks: readonly Mark[]): void {
  const scale = placeOf(photo).scale * devicePixelRatio;
  layer.width = Math.max(1, Math.round(photo.width * scale));
  layer.height = Math.max(1, Math.round(photo.height * scale));
  drawMarks(layer, photo, marks, color());
}

/** Shows what a stroke has gained since its point number `from`. */
export const showMore = (photo: Size, stroke: Stroke, from: number): void =>
  extendStroke(layer, photo, stroke, from, color());

/** Where on the photo an event happened; beyond its edges too. */
export function pointAt({ clientX, clientY }: MouseEvent, photo: Size): Point {
  const { left, top } = layer.getBoundingClientRect();
  const place = placeOf(photo);
  return { x: (clientX - left - place.left) / place.scale, y: (clientY - top - place.top) / place.scale };
}

/** Puts the ring that shows how large the brush is around a point. */
export function showRing(at: Point, width: number, photo: Size): void {
  ringAt = at;
  const { x, y } = at;
  const { left, top, scale } = placeOf(photo);
  ring.style.width = `${width * scale}px`;
  ring.style.translate = `calc(${left + x * scale}px - 50%) calc(${top + y * scale}px - 50%)`;
  ring.hidden = false;
}

/** Fits the ring, where it is seen, to another brush or another size of the layer. */
export function resizeRing(width: number, photo: Size): void {
  if (!ring.hidden) showRing(ringAt, width, photo);
}

export function hideRing(): void {
  ring.hidden = true;
}

/** The photo is shown whole in the middle of the layer's box, as `object-fit: contain` lays it. */
function placeOf({ width, height }: Size) {
  const { clientWidth, clientHeight } = layer;
  const scale = Math.min(clientWidth / width, clientHeight / height);
  return { scale, left: (clientWidth - width * scale) / 2, top: (clientHeight - height * scale) / 2 };
}

const color = () => getComputedStyle(layer).color;
