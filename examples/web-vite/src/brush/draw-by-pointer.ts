import { hideRing, layer, pointAt, showRing } from './layer.js';
import type { Pen } from './pen.js';

/** `button` of a pointer event. */
const tip = 0;
const eraserEnd = 5;

/** Mouse, pen and finger: the first that touches draws. A pen's eraser and the Shift key erase. */
export function drawByPointer(pen: Pen): void {
  let drawing = false;

  layer.addEventListener('pointerdown', (event) => {
    if (!event.isPrimary || ![tip, eraserEnd].includes(event.button)) return;
    event.preventDefault();
    layer.focus({ preventScroll: true });
    layer.setPointerCapture(event.pointerId);
    drawing = true;
    pen.down(pointAt(event, pen.photo), event.shiftKey || event.button === eraserEnd);
    follow(event);
  });
  layer.addEventListener('pointermove', (event) => {
    if (!event.isPrimary) return;
    follow(event);
    if (!drawing) return;
    // What happened since the last frame; not every browser keeps it.
    const events = event.getCoalescedEvents?.() ?? [];
    pen.move((events.length > 0 ? events : [event]).map((each) => pointAt(each, pen.photo)));
  });
  layer.addEventListener('pointerup', ({ isPrimary }) => end(isPrimary, pen.up));
  // The second finger of a pinch takes the first one away: that was no stroke.
  layer.addEventListener('pointercancel', ({ isPrimary }) => end(isPrimary, pen.drop));
  layer.addEventListener('pointerleave', hideRing);

  function end(isPrimary: boolean, how: () => void): void {
    if (!isPrimary || !drawing) return;
    drawing = false;
    how();
  }

  const follow = (event: PointerEvent) => showRing(pointAt(event, pen.photo), pen.width, pen.photo);
}
