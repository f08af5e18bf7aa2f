import type { Style } from '../style.js';

const group = 'digital';

export const illustration: Style = {
  name: 'illustration',
  group,
  description: 'Clear editorial illustration',
  prompt: 'illustration of {prompt}, clear shapes, considered palette, clean edges',
  negativePrompt: 'photo, noise, clutter',
  recommended: { strength: 0.65 },
};

export const flatIllustration: Style = {
  name: 'flat-illustration',
  group,
  description: 'Vector shapes without shading',
  prompt: 'flat illustration of {prompt}, vector art, simple shapes, flat design',
  negativePrompt: 'photo, texture, gradients',
  recommended: { strength: 0.7 },
};

export const digitalArt: Style = {
  name: 'digital-art',
  group,
  description: 'Polished digital painting',
  prompt: 'digital art of {prompt}, polished rendering, luminous color, clean edges',
  negativePrompt: 'photo, grain, rough paper',
  recommended: { strength: 0.65 },
};

export const conceptArt: Style = {
  name: 'concept-art',
  group,
  description: 'Broad strokes that tell mood and scale',
  prompt: 'concept art of {prompt}, broad digital brushwork, strong silhouettes, atmospheric mood',
  negativePrompt: 'photo, fussy detail',
  recommended: { strength: 0.7 },
};

export const raytraced: Style = {
  name: 'raytraced',
  group,
  description: 'Exact reflections and soft global light',
  prompt: 'ray traced render of {prompt}, accurate reflections, global illumination, clean materials',
  negativePrompt: 'photo grain, hand drawn',
  recommended: { strength: 0.6 },
};

export const render3d: Style = {
  name: 'render-3d',
  group,
  description: 'Smooth three-dimensional render',
  prompt: '3d render of {prompt}, smooth surfaces, soft studio light, physically based materials',
  negativePrompt: 'flat drawing, grain',
  recommended: { strength: 0.65 },
};

export const model3d: Style = {
  name: '3d-model',
  group,
  description: 'Sculpted model on a plain ground',
  prompt: '3d model of {prompt}, sculpted volume, clay-smooth shading, plain ground',
  negativePrompt: 'flat, sketch, grain',
  recommended: { strength: 0.7 },
};

export const isometric: Style = {
  name: 'isometric',
  group,
  description: 'Tidy view from above at an angle',
  prompt: 'isometric view of {prompt}, tidy geometry, parallel lines, soft even light',
  negativePrompt: 'perspective distortion, photo',
  recommended: { strength: 0.8 },
};

export const lowPoly: Style = {
  name: 'low-poly',
  group,
  description: 'Faceted triangles',
  prompt: 'low poly art of {prompt}, geometric triangles, crisp facets',
  negativePrompt: 'photo, smooth curves, fine texture',
  recommended: { strength: 0.75 },
};

export const voxel: Style = {
  name: 'voxel',
  group,
  description: 'Built of small cubes',
  prompt: 'voxel art of {prompt}, built of small cubes, crisp blocky edges',
  negativePrompt: 'photo, smooth curves',
  recommended: { strength: 0.8 },
};

export const pixelArt: Style = {
  name: 'pixel-art',
  group,
  description: 'Big square pixels, few colours',
  prompt: 'pixel art of {prompt}, 8-bit, limited palette, square pixels',
  negativePrompt: 'photo, smooth, antialiased',
  recommended: { strength: 0.75 },
};

export const neonPunk: Style = {
  name: 'neon-punk',
  group,
  description: 'Glowing magenta and cyan',
  prompt: 'neon, {prompt}, glowing magenta and cyan, dark contrast, electric mood',
  negativePrompt: 'daylight, pastel, muted',
  recommended: { strength: 0.7 },
};

export const neon: Style = {
  name: 'neon',
  group,
  description: 'Neon glow in the dark',
  prompt: 'neon, {prompt}, neon lights, neon glow',
  negativePrompt: 'daylight, muted',
  recommended: { strength: 0.7 },
};

export const cyberpunk: Style = {
  name: 'cyberpunk',
  group,
  description: 'Neon, rain and chrome',
  prompt: 'cyberpunk, {prompt}, neon lights, glossy reflections, electric grit',
  negativePrompt: 'rustic, daylight, pastel',
  recommended: { strength: 0.7 },
};

export const synthwave: Style = {
  name: 'synthwave',
  group,
  description: 'Eighties sunset gradients',
  prompt: 'synthwave, {prompt}, purple and orange gradients, neon glow, retro future',
  negativePrompt: 'natural color, muted',
  recommended: { strength: 0.7 },
};

export const steampunk: Style = {
  name: 'steampunk',
  group,
  description: 'Brass, leather and steam',
  prompt: 'steampunk version of {prompt}, brass and copper surfaces, riveted metal, warm lamplight',
  negativePrompt: 'plastic, minimal, modern',
  recommended: { strength: 0.7 },
};

export const scienceFiction: Style = {
  name: 'science-fiction',
  group,
  description: 'Sleek, far future',
  prompt: 'science fiction scene of {prompt}, sleek surfaces, cool light, futuristic mood',
  negativePrompt: 'rustic, old-fashioned',
  recommended: { strength: 0.7 },
};

export const glitch: Style = {
  name: 'glitch',
  group,
  description: 'Shifted channels and scan lines',
  prompt: 'glitch art of {prompt}, shifted color channels, scan lines, broken blocks',
  negativePrompt: 'clean, natural',
  recommended: { strength: 0.65 },
};

export const tileTexture: Style = {
  name: 'tile-texture',
  group,
  description: 'Even pattern that could repeat',
  prompt: 'seamless repeating texture of {prompt}, even light, uniform pattern',
  negativePrompt: 'perspective, vignette, focal point',
  recommended: { strength: 0.8 },
};

export const sticker: Style = {
  name: 'sticker',
  group,
  description: 'Die-cut sticker with a white rim',
  prompt: 'sticker of {prompt}, thick white rim, glossy flat color, plain ground',
  negativePrompt: 'photo, busy background',
  recommended: { strength: 0.75 },
};
