import type { Img2ImgEvent } from '../index.js';
import type { Terminal } from './terminal.js';

const width = 24;

/** A bar of 24 characters, filled from 0 to 1. */
export function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

/** Seconds as a person says them: `0.4 s`, `12 s`, `3 min 05 s`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Seconds between two lines of a log. */
const pause = 10;

/**
 * Shows a run's events as they come. On a terminal all of them move one line; in a log a picture has a line at its
 * start and one every ten seconds of its steps.
 */
export function showProgress(terminal: Terminal, name: string, pictures: number): (event: Img2ImgEvent) => void {
  let told = performance.now();
  let started = false; // a picture that cannot be read never is
  const title = (picture: number) => (pictures > 1 ? `${name} ${picture + 1}/${pictures}` : name);
  return (event) => {
    if (!started) terminal.progress(`${name}  starting`, { milestone: true });
    started = true;
    switch (event.type) {
      case 'download': {
        const share = event.total > 0 ? event.loaded / event.total : 0;
        return terminal.progress(`${name}  ${bar(share)}  downloading ${event.file}`);
      }
      case 'load':
        return terminal.progress(`${name}  opening ${event.component}`);
      case 'encode':
        return terminal.progress(`${name}  reading the ${event.what === 'image' ? 'picture' : 'prompt'}`);
      case 'step': {
        const { index, total, secondsPerStep, remainingSeconds } = event;
        const milestone = performance.now() - told > 1000 * pause;
        if (milestone) told = performance.now();
        return terminal.progress(
          `${title(event.picture)}  ${bar(index / total)}  step ${index} of ${total}, ` +
            `${secondsPerStep.toFixed(2)} s a step, ${duration(remainingSeconds)} left`,
          { milestone },
        );
      }
      case 'decode':
        return terminal.progress(`${title(event.picture)}  ${bar(1)}  finishing`);
      case 'preview':
      case 'image':
      case 'warning':
    }
  };
}
