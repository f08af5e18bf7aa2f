import type { Style } from '../style.js';

const group = 'general';

export const none: Style = { name: 'none', group, description: 'The prompt as it stands', prompt: '{prompt}' };

export const leonardo: Style = {
  name: 'leonardo',
  group,
  description: 'Painterly realism with careful light',
  prompt: '{prompt}, painterly realism, finely graded light, rich detail',
  negativePrompt: 'flat light, crude shapes',
};

export const dynamic: Style = {
  name: 'dynamic',
  group,
  description: 'Bold light and contrast, a feeling of motion',
  prompt: '{prompt}, dynamic, bold contrast, energetic light, crisp detail',
  negativePrompt: 'dull, static, flat',
};

export const creative: Style = {
  name: 'creative',
  group,
  description: 'Free with colour and shape',
  prompt: 'imaginative picture of {prompt}, unexpected colors, expressive shapes',
  negativePrompt: 'plain, ordinary',
  recommended: { strength: 0.75 },
};

export const general: Style = {
  name: 'general',
  group,
  description: 'Clean and balanced, for any subject',
  prompt: '{prompt}, balanced colors, clear light, sharp detail',
  negativePrompt: 'blurry, noisy',
};

export const neutral: Style = {
  name: 'neutral',
  group,
  description: 'True colours, even light, nothing added',
  prompt: '{prompt}, neutral colors, even light',
  negativePrompt: 'color cast, heavy contrast',
  recommended: { strength: 0.4 },
};

export const unprocessed: Style = {
  name: 'unprocessed',
  group,
  description: 'As it came out of the camera',
  prompt: 'unedited photo of {prompt}, natural light, ungraded',
  negativePrompt: 'retouched, filter, oversharpened',
  recommended: { strength: 0.35 },
};

export const enhance: Style = {
  name: 'enhance',
  group,
  description: 'The same picture, cleaner and crisper',
  prompt: '{prompt}, crisp focus, clean tones, fine texture',
  negativePrompt: 'blurry, noisy, compression artifacts',
  recommended: { strength: 0.3 },
};

export const vibrant: Style = {
  name: 'vibrant',
  group,
  description: 'Strong, saturated colours',
  prompt: '{prompt}, vibrant, vivid colors, lively contrast',
  negativePrompt: 'muted, desaturated',
  recommended: { strength: 0.5 },
};

export const minimalistic: Style = {
  name: 'minimalistic',
  group,
  description: 'Few shapes, much empty space',
  prompt: 'minimalist picture of {prompt}, few shapes, calm empty space',
  negativePrompt: 'busy, cluttered, ornate',
  recommended: { strength: 0.7 },
};
