import { drawMarks, type Size } from './draw-marks.js';
import type { Marks } from './marks.js';

/** Longest side of a mask: what the smallest browsers hold in a canvas. Larger photos have theirs stretched over them. */
const longest = 4096;

/** What the marks choose, at the photo's size: opaque is repainted. Nothing where they choose nothing. */
export function maskOf(photo: Size, marks: Marks): HTMLCanvasElement | undefined {
  const canvas = rendered(photo, marks, longest);
  return coverage(canvas) > 0 ? canvas : undefined;
}

/** The share of the photo that the marks choose, 0–1. */
export const chosenShare = (photo: Size, marks: Marks): number => coverage(rendered(photo, marks, 256));

function rendered(photo: Size, marks: Marks, limit: number): HTMLCanvasElement {
  const scale = Math.min(1, limit / Math.max(photo.width, photo.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(photo.width * scale));
  canvas.height = Math.max(1, Math.round(photo.height * scale));
  drawMarks(canvas, photo, marks.done, 'white');
  return canvas;
}

/** Counts a pixel once half of it is chosen: what an eraser leaves of a stroke's edges is no choice. */
function coverage(canvas: HTMLCanvasElement): number {
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  let chosen = 0;
  for (let alpha = 3; alpha < data.length; alpha += 4) if (data[alpha]! >= 128) chosen++;
  return chosen / (data.length / 4);
}
