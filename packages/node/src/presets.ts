import { type Presets, plainLanguage } from '@overpaint/core';

export const nodePresets: Presets = {
  language: plainLanguage,
  prepare: ({ prompt, negativePrompt }) => ({ prompt, negativePrompt, recommended: {} }),
};
