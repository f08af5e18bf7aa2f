import { element } from '../element.js';
import { drawByKeys } from './draw-by-keys.js';
import { drawByPointer } from './draw-by-pointer.js';
import type { Size } from './draw-marks.js';
import { hideRing, layer, resizeRing, showMarks, showMore } from './layer.js';
import { addMark, type Marks, noMarks, type Point, redo, type Stroke, undo } from './marks.js';
import { chosenShare, maskOf } from './mask.js';
import type { Pen } from './pen.js';
import { listenForKeys } from './shortcuts.js';
import { brushShare, isErasing, prepareTools, resizeBrush, softEdgeShare, toggleEraser } from './tools.js';

const toggle = element<HTMLButtonElement>('brush');
const buttons = { undo: element('undo'), redo: element('redo'), invert: element('invert'), clear: element('clear') };
const area = element('area');

let photo: Size = { width: 1, height: 1 };
let marks = noMarks;
let stroke: (Stroke & { readonly points: Point[] }) | undefined;

const pen: Pen = {
  get photo() {
    return photo;
  },
  get width() {
    return brushShare() * longerSide();
  },
  down(at, erases) {
    stroke = { kind: 'stroke', points: [at], width: pen.width, erases: erases || isErasing() };
    showMore(photo, stroke, 0);
  },
  move(through) {
    if (!stroke) return;
    const from = stroke.points.push(...through) - through.length;
    showMore(photo, stroke, from);
  },
  up() {
    if (stroke) change(addMark(marks, stroke));
  },
  drop() {
    change(marks);
  },
};

export function prepareBrush(): void {
  const takeBack = () => (stroke ? pen.drop() : change(undo(marks)));
  const doAgain = () => change(redo(marks));
  const invert = () => change(addMark(marks, { kind: 'invert' }));
  const clear = () => change(marks.done.length > 0 ? addMark(marks, { kind: 'clear' }) : marks);
  buttons.undo.addEventListener('click', takeBack);
  buttons.redo.addEventListener('click', doAgain);
  buttons.invert.addEventListener('click', invert);
  buttons.clear.addEventListener('click', clear);
  toggle.addEventListener('click', () => openBrush(layer.hidden));
  listenForKeys(() => !layer.hidden, {
    'mod+z': takeBack,
    'mod+shift+z': doAgain,
    'mod+y': doAgain,
    i: invert,
    e: toggleEraser,
    '[': () => resizeBrush(-2),
    ']': () => resizeBrush(2),
  });
  prepareTools(() => resizeRing(pen.width, photo));
  drawByPointer(pen);
  drawByKeys(pen, tell);
  new ResizeObserver(show).observe(layer);
}

/** Begins on another photo, or with the marks of an earlier painting. */
export function startBrush(size: Size, earlier: Marks = noMarks): void {
  photo = size;
  element('choose').hidden = false;
  change(earlier);
}

/** Shows the photo with the marks on it and the tools, or what was there before. */
export function openBrush(open: boolean): void {
  layer.hidden = !open;
  element('tools').hidden = !open;
  element('compare').classList.toggle('brushing', open);
  toggle.ariaPressed = String(open);
  hideRing();
  show();
}

/** While it paints the marks stay as they are. */
export function lockBrush(locked: boolean): void {
  if (locked) openBrush(false);
  toggle.disabled = locked;
}

/** The marks, to come back to; and what they mean to a call: where nothing is marked, nothing. */
export const currentMarks = (): Marks => marks;

export function readMask() {
  const mask = maskOf(photo, marks);
  return mask && { mask, maskBlur: Math.min(512, softEdgeShare() * longerSide()) };
}

function change(next: Marks): void {
  marks = next;
  stroke = undefined;
  show();
  buttons.undo.ariaDisabled = String(marks.done.length === 0);
  buttons.redo.ariaDisabled = String(marks.undone.length === 0);
  const share = chosenShare(photo, marks);
  const percent = Math.round(100 * share) || 'less than 1';
  tell(share > 0 ? `Repaints ${percent} % of the photo.` : 'Repaints the whole photo.');
}

function show(): void {
  showMarks(photo, stroke ? [...marks.done, stroke] : marks.done);
  resizeRing(pen.width, photo);
}

const longerSide = () => Math.max(photo.width, photo.height);

function tell(text: string): void {
  area.textContent = text;
}
