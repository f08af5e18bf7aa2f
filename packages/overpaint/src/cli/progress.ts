import type { Img2ImgEvent } from '../index.js';
import { bar, duration } from './bar.js';
import { downloadProgress } from './download-progress.js';
import { milestones } from './milestones.js';
import type { Terminal } from './terminal.js';

/**
 * Shows a run's events as they come. On a terminal all of them move one line; in a log a picture has a line at its
 * start and one every ten seconds of its steps.
 */
export function showProgress(terminal: Terminal, name: string, pictures: number): (event: Img2ImgEvent) => void {
  const due = milestones();
  const download = downloadProgress(terminal, name);
  let started = false; // a picture that cannot be read never is
  const title = (picture: number) => (pictures > 1 ? `${name} ${picture + 1}/${pictures}` : name);
  return (event) => {
    if (!started) terminal.progress(`${name}  starting`, { milestone: true });
    started = true;
    switch (event.type) {
      case 'download':
        return download(event);
      case 'load':
        return terminal.progress(`${name}  opening ${event.component}`);
      case 'encode':
        return terminal.progress(`${name}  reading the ${event.what === 'image' ? 'picture' : 'prompt'}`);
      case 'window': {
        const { step, steps, index, total, remainingSeconds } = event;
        return terminal.progress(
          `${title(event.picture)}  ${bar((step - 1 + index / total) / steps)}  step ${step} of ${steps}, ` +
            `window ${index} of ${total}, ${duration(remainingSeconds)} left`,
          { milestone: due() },
        );
      }
      case 'step': {
        const { index, total, secondsPerStep, remainingSeconds } = event;
        return terminal.progress(
          `${title(event.picture)}  ${bar(index / total)}  step ${index} of ${total}, ` +
            `${secondsPerStep.toFixed(2)} s a step, ${duration(remainingSeconds)} left`,
          { milestone: due() },
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
