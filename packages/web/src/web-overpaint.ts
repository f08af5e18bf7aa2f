import { checkOptions } from './check-options.js';
import { mainThread } from './main-thread.js';
import type { WebOverpaint, WebOverpaintOptions } from './public-calls.js';
import { workerThread } from './worker-thread.js';

/**
 * The public calls with options of one's own. The ones that this package exports are `createWebOverpaint()`; each set
 * has its own worker and keeps its own models open.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for an option that is of the wrong kind or out of range.
 * @example
 * ```ts
 * import { createWebOverpaint } from '@overpaint/web';
 * declare const file: File; // of an <input type="file">
 * const { img2img } = createWebOverpaint({ providers: ['wasm'], storage: 'memory' });
 * const { images } = await img2img({ image: file, prompt: 'oil painting' });
 * images[0].draw(document.querySelector('canvas')!);
 * ```
 */
export function createWebOverpaint(options: WebOverpaintOptions = {}): WebOverpaint {
  checkOptions(options);
  return options.thread === 'main' ? mainThread(options) : workerThread(options);
}
