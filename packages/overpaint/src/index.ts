/**
 * @packageDocumentation
 * Overpaint in one import: a picture goes in, the same composition in a new look comes out. This is the entry for Node;
 * bundlers take the browser's by the export condition of that name.
 */

import { bindOverpaint } from './bind.js';

export { modelFolder, modelId } from '@overpaint/model-mini';
export * from '@overpaint/node';
export { bindOverpaint } from './bind.js';

/**
 * The public calls, painting with the embedded model unless `model` names another. Nothing is started before the first.
 *
 * @example
 * ```ts
 * const { images } = await img2img({ image: 'bird.jpg', prompt: 'watercolor painting, flower' });
 * await images[0].save('bird-watercolor.png');
 * ```
 */
export const { img2img, plan, loadModel, inspectModel, detect, dispose } = /* @__PURE__ */ bindOverpaint();
