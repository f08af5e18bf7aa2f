import { element } from '../element.js';

const size = element<HTMLInputElement>('brush-size');
const edge = element<HTMLInputElement>('soft-edge');
const eraser = element<HTMLButtonElement>('erase');

/** Widths as shares of the photo's longer side, so that they mean the same on any photo. */
export const brushShare = () => Number(size.value) / 100;
export const softEdgeShare = () => Number(edge.value) / 100;
export const isErasing = () => eraser.ariaPressed === 'true';

/** Keeps the numbers beside the sliders up to date; `changed` when the brush is another one. */
export function prepareTools(changed: () => void): void {
  for (const input of [size, edge]) {
    input.addEventListener('input', () => {
      showNumber(input);
      changed();
    });
    showNumber(input);
  }
  eraser.addEventListener('click', toggleEraser);
}

export function toggleEraser(): void {
  eraser.ariaPressed = String(!isErasing());
}

export function resizeBrush(by: number): void {
  size.valueAsNumber += by;
  size.dispatchEvent(new Event('input'));
}

function showNumber(input: HTMLInputElement): void {
  const text = `${input.value} %`;
  input.labels![0]!.querySelector('output')!.value = text;
  input.setAttribute('aria-valuetext', `${text} of the photo's longer side`);
}
