import type { Presets } from '../presets-hook.js';
import { plainLanguage } from '../text/index.js';

/** Presets that change nothing: prompts are meant as they stand, styles do not exist. */
export const plainPresets: Presets = {
  language: plainLanguage,
  prepare: ({ prompt, negativePrompt }) => ({ prompt, negativePrompt, recommended: {} }),
};
