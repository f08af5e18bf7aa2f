import { hideRing, layer, showRing } from './layer.js';
import type { Point } from './marks.js';
import type { Pen } from './pen.js';

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/**
 * Arrow keys move the brush by a quarter of its width. Space paints where it is, and a line while it is held; Enter puts it
 * down until Enter again, for those who press one key at a time. Shift erases.
 */
export function drawByKeys(pen: Pen, tell: (text: string) => void): void {
  let place = { x: 0.5, y: 0.5 }; // as shares of the photo, so that it has a place on any
  let isDown = false;

  layer.addEventListener('keydown', (event) => {
    const direction = directions[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !(direction || [' ', 'Enter'].includes(event.key))) return;
    event.preventDefault();
    if (direction) move(direction);
    else if (event.repeat) return;
    else if (isDown && event.key === 'Enter') lift();
    else if (!isDown) {
      isDown = true;
      pen.down(point(), event.shiftKey);
      if (event.key === 'Enter') tell('Brush down. Arrow keys paint, Enter lifts it.');
    }
    show();
  });
  layer.addEventListener('keyup', ({ key }) => {
    if (key === ' ') lift();
  });
  layer.addEventListener('blur', () => {
    lift();
    hideRing();
  });
  layer.addEventListener('focus', () => {
    if (layer.matches(':focus-visible')) show();
  });

  function move({ x, y }: Point): void {
    const { width, height } = pen.photo;
    const step = pen.width / 4;
    place = { x: within(place.x + (x * step) / width), y: within(place.y + (y * step) / height) };
    if (isDown) pen.move([point()]);
    else tell(`Brush at ${percent(place.x)} from the left, ${percent(place.y)} from the top.`);
  }

  function lift(): void {
    if (!isDown) return;
    isDown = false;
    pen.up();
  }

  const point = () => ({ x: place.x * pen.photo.width, y: place.y * pen.photo.height });
  const show = () => showRing(point(), pen.width, pen.photo);
}

const within = (share: number) => Math.max(0, Math.min(1, share));
const percent = (share: number) => `${Math.round(100 * share)} %`;
