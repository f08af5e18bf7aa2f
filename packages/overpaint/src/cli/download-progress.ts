import type { DownloadEvent } from '../index.js';
import { bar, duration } from './bar.js';
import { bytesText } from './bytes-text.js';
import { milestones } from './milestones.js';
import type { Terminal } from './terminal.js';

/** Seconds over which the rate is measured: long enough to be steady, short enough to follow a change. */
const window = 10;

/** Shows a download as it goes on: how much of all of it, how fast, and how long it will still take. */
export function downloadProgress(
  terminal: Pick<Terminal, 'progress'>,
  name: string,
  now: () => number = () => performance.now() / 1000,
): (event: DownloadEvent) => void {
  let seen: { readonly at: number; readonly loaded: number }[] = [];
  const due = milestones(now);
  return ({ file, loaded, total }) => {
    const at = now();
    seen = [...seen.filter((one) => at - one.at <= window), { at, loaded }];
    const [first] = seen;
    const seconds = at - first!.at;
    const rate = seconds > 0.2 ? (loaded - first!.loaded) / seconds : undefined;
    const pace = rate ? `, ${bytesText(rate)}/s, ${duration((total - loaded) / rate)} left` : '';
    const share = total > 0 ? loaded / total : 1;
    terminal.progress(`${name}  ${bar(share)}  ${bytesText(loaded)} of ${bytesText(total)}${pace}  ${file}`, {
      milestone: due(),
    });
  };
}
