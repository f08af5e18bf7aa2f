import { modelId } from 'overpaint';

/** What a model's name means: `mini` is the embedded model, every other is what `img2img()` takes. */
export const modelSource = (name: string): string => (name === 'mini' ? modelId : name);
