import type { Img2ImgEvent } from '@overpaint/web';
import { element } from './element.js';

const bar = element<HTMLProgressElement>('progress');
const message = element('message');
let told = 0;

/** Milliseconds between two texts, since screen readers read each of them out. */
const tellEvery = 3000;

/** Shows how far a call is. The bar moves with each event, the words less often. */
export function showProgress(event: Img2ImgEvent): void {
  switch (event.type) {
    case 'download':
      bar.value = (0.2 * event.loaded) / event.total;
      tell(`Loading the model, ${percent(event.loaded / event.total)}`);
      break;
    case 'load':
      tell(`Opening the model: ${event.component.replaceAll('_', ' ')}`);
      break;
    case 'encode':
      tell('Looking at the photo');
      break;
    case 'step':
      bar.value = 0.2 + (0.75 * event.index) / event.total;
      tell(`Step ${event.index} of ${event.total}, ${timeLeft(event.remainingSeconds)}`);
      break;
    case 'window':
      bar.value = 0.2 + (0.75 * (event.step - 1 + event.index / event.total)) / event.steps;
      tell(`Window ${event.index} of ${event.total} in step ${event.step}, ${timeLeft(event.remainingSeconds)}`);
      break;
    case 'decode':
      bar.value = 0.97;
      tell('Nearly there', true);
      break;
  }
}

export function startProgress(): void {
  element('status').hidden = false;
  bar.removeAttribute('value');
  tell('Starting', true);
}

export function endProgress(): void {
  element('status').hidden = true;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

function timeLeft(seconds: number): string {
  if (seconds < 1.5) return 'about a second left';
  return seconds < 90 ? `about ${Math.round(seconds)} seconds left` : `about ${Math.round(seconds / 60)} minutes left`;
}

function tell(text: string, now = false): void {
  const time = performance.now();
  if (!now && time - told < tellEvery && message.textContent !== 'Starting') return;
  told = time;
  message.textContent = text;
}
