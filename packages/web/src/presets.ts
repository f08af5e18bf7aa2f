import { type Presets, plainLanguage } from '@overpaint/core';

export const webPresets: Presets = {
  language: plainLanguage,
  prepare: ({ prompt, negativePrompt }) => ({ prompt, negativePrompt, recommended: {} }),
};
