import type { Style } from '../style.js';

const group = 'painting';

export const watercolor: Style = {
  name: 'watercolor',
  group,
  description: 'Loose, transparent washes on white paper',
  prompt: 'watercolor painting of {prompt}, loose wet washes, bleeding edges',
  negativePrompt: 'photo, hard outlines, opaque paint',
  recommended: { strength: 0.7 },
};

export const oilPainting: Style = {
  name: 'oil-painting',
  group,
  description: 'Layered oil paint on canvas',
  prompt: 'oil painting of {prompt}, oil on canvas, thick oil paint',
  negativePrompt: 'photo, flat color, line art',
  recommended: { strength: 0.7 },
};

export const acrylic: Style = {
  name: 'acrylic',
  group,
  description: 'Opaque, bright, quick strokes',
  prompt: 'acrylic painting of {prompt}, opaque paint, confident handling',
  negativePrompt: 'photo, pale, transparent',
  recommended: { strength: 0.7 },
};

export const gouache: Style = {
  name: 'gouache',
  group,
  description: 'Matt, flat areas of colour',
  prompt: 'gouache painting of {prompt}, matte flat shapes, chalky color',
  negativePrompt: 'photo, glossy, gradients',
  recommended: { strength: 0.7 },
};

export const pastel: Style = {
  name: 'pastel',
  group,
  description: 'Soft chalk pastel',
  prompt: 'pastel drawing of {prompt}, soft chalk pastel, blended powdery color',
  negativePrompt: 'photo, hard edges, glossy',
  recommended: { strength: 0.7 },
};

export const inkWash: Style = {
  name: 'ink-wash',
  group,
  description: 'East Asian brush and diluted ink',
  prompt: 'ink wash painting of {prompt}, diluted black ink, spare brush marks, empty paper',
  negativePrompt: 'photo, bright color, clutter',
  recommended: { strength: 0.75 },
};

export const paletteKnife: Style = {
  name: 'palette-knife',
  group,
  description: 'Thick paint laid on with a knife',
  prompt: 'palette knife painting of {prompt}, thick ridges of paint, broken edges',
  negativePrompt: 'photo, smooth, fine lines',
  recommended: { strength: 0.75 },
};

export const fresco: Style = {
  name: 'fresco',
  group,
  description: 'Pigment on old plaster',
  prompt: 'fresco painting of {prompt}, faded mineral pigment, cracked plaster surface',
  negativePrompt: 'photo, glossy, neon',
  recommended: { strength: 0.7 },
};

export const fantasyArt: Style = {
  name: 'fantasy-art',
  group,
  description: 'Epic, otherworldly painting',
  prompt: 'fantasy painting of {prompt}, otherworldly light, epic mood, ornate detail',
  negativePrompt: 'photo, mundane, modern',
  recommended: { strength: 0.7 },
};

export const storybook: Style = {
  name: 'storybook',
  group,
  description: 'Gentle picture for children',
  prompt: 'storybook illustration of {prompt}, gentle shapes, cozy color, hand painted',
  negativePrompt: 'photo, grim, harsh',
  recommended: { strength: 0.7 },
};
