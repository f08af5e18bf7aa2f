import type { Mark, Point, Stroke } from './marks.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Draws marks anew on a canvas that stands for the whole photo, whatever its size: opaque is what they choose. */
export function drawMarks(canvas: HTMLCanvasElement, photo: Size, marks: readonly Mark[], color: string): void {
  const context = contextFor(canvas, photo, color);
  context.clearRect(0, 0, photo.width, photo.height);
  for (const mark of marks) {
    if (mark.kind === 'stroke') {
      drawStroke(context, mark);
    } else {
      // Colour wherever there was none, and none where there was.
      context.globalCompositeOperation = mark.kind === 'invert' ? 'source-out' : 'destination-out';
      context.fillRect(0, 0, photo.width, photo.height);
    }
  }
}

/** Draws what a stroke has gained since its point number `from`. */
export function extendStroke(
  canvas: HTMLCanvasElement,
  photo: Size,
  stroke: Stroke,
  from: number,
  color: string,
): void {
  const points = stroke.points.slice(Math.max(0, from - 1));
  drawStroke(contextFor(canvas, photo, color), { ...stroke, points });
}

/** A context that counts in pixels of the photo. */
function contextFor(canvas: HTMLCanvasElement, photo: Size, color: string): CanvasRenderingContext2D {
  const context = canvas.getContext('2d')!;
  context.setTransform(canvas.width / photo.width, 0, 0, canvas.height / photo.height, 0, 0);
  context.strokeStyle = context.fillStyle = color;
  context.lineCap = context.lineJoin = 'round';
  return context;
}

function drawStroke(context: CanvasRenderingContext2D, { points, width, erases }: Stroke): void {
  context.globalCompositeOperation = erases ? 'destination-out' : 'source-over';
  context.lineWidth = width;
  const [first, ...rest] = points as [Point, ...Point[]];
  // A line from a point to itself has no ends to draw, hence the spot.
  context.beginPath();
  context.arc(first.x, first.y, width / 2, 0, 2 * Math.PI);
  context.fill();
  context.beginPath();
  context.moveTo(first.x, first.y);
  for (const { x, y } of rest) context.lineTo(x, y);
  context.stroke();
}
