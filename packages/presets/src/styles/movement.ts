import type { Style } from '../style.js';

const group = 'movement';

export const impressionism: Style = {
  name: 'impressionism',
  group,
  description: 'Broken strokes of light',
  prompt: 'impressionist painting of {prompt}, thick brush strokes, shimmering light',
  negativePrompt: 'photo, hard outlines, flat color',
  recommended: { strength: 0.7 },
};

export const pointillism: Style = {
  name: 'pointillism',
  group,
  description: 'Built of small dots of colour',
  prompt: 'pointillist painting of {prompt}, painted dots, pure color side by side',
  negativePrompt: 'photo, smooth blending, lines',
  recommended: { strength: 0.75 },
};

export const expressionism: Style = {
  name: 'expressionism',
  group,
  description: 'Distorted, raw and emotional',
  prompt: 'expressionist painting of {prompt}, raw distorted forms, clashing color, agitated strokes',
  negativePrompt: 'photo, calm, realistic',
  recommended: { strength: 0.75 },
};

export const fauvism: Style = {
  name: 'fauvism',
  group,
  description: 'Wild, unmixed colour',
  prompt: 'fauvist painting of {prompt}, wild unmixed color, simple brushed shapes',
  negativePrompt: 'photo, natural color, muted',
  recommended: { strength: 0.75 },
};

export const cubism: Style = {
  name: 'cubism',
  group,
  description: 'Broken into facets and viewpoints',
  prompt: 'cubist painting of {prompt}, fractured planes, several viewpoints, earthy palette',
  negativePrompt: 'photo, smooth perspective',
  recommended: { strength: 0.8 },
};

export const surrealism: Style = {
  name: 'surrealism',
  group,
  description: 'Dream logic, precise paint',
  prompt: 'surrealist painting of {prompt}, dreamlike distortion, precise paint, eerie calm',
  negativePrompt: 'photo, ordinary',
  recommended: { strength: 0.75 },
};

export const abstract: Style = {
  name: 'abstract',
  group,
  description: 'Shapes and colour before things',
  prompt: 'abstract painting of {prompt}, simplified forms, rhythmic color fields',
  negativePrompt: 'photo, realistic detail',
  recommended: { strength: 0.85 },
};

export const renaissance: Style = {
  name: 'renaissance',
  group,
  description: 'Old-master glazes and calm order',
  prompt: 'renaissance painting of {prompt}, thin glazes, soft modelling, calm harmony',
  negativePrompt: 'photo, modern, neon',
  recommended: { strength: 0.7 },
};

export const baroque: Style = {
  name: 'baroque',
  group,
  description: 'Strong light out of darkness',
  prompt: 'baroque oil painting of {prompt}, strong light out of deep shadow, theatrical depth',
  negativePrompt: 'photo, flat light, pastel',
  recommended: { strength: 0.7 },
};

export const romanticism: Style = {
  name: 'romanticism',
  group,
  description: 'Sublime, stormy and vast',
  prompt: 'romantic era painting of {prompt}, sublime scale, glowing haze, brooding drama',
  negativePrompt: 'photo, flat, clinical',
  recommended: { strength: 0.7 },
};

export const artNouveau: Style = {
  name: 'art-nouveau',
  group,
  description: 'Whiplash lines, organic ornament',
  prompt: 'art nouveau illustration of {prompt}, flowing whiplash lines, organic ornament, muted gold',
  negativePrompt: 'photo, straight grid, grunge',
  recommended: { strength: 0.75 },
};

export const artDeco: Style = {
  name: 'art-deco',
  group,
  description: 'Streamlined geometry and gold',
  prompt: 'art deco poster of {prompt}, streamlined geometry, stepped forms, black and gold',
  negativePrompt: 'photo, rustic, messy',
  recommended: { strength: 0.75 },
};

export const bauhaus: Style = {
  name: 'bauhaus',
  group,
  description: 'Primary colours, plain geometry',
  prompt: 'bauhaus composition of {prompt}, circles and bars, primary colors, strict order',
  negativePrompt: 'photo, ornament, texture',
  recommended: { strength: 0.8 },
};

export const psychedelic: Style = {
  name: 'psychedelic',
  group,
  description: 'Melting lines in acid colours',
  prompt: 'psychedelic poster of {prompt}, melting contours, acid colors, swirling pattern',
  negativePrompt: 'photo, muted, plain',
  recommended: { strength: 0.75 },
};

export const gothic: Style = {
  name: 'gothic',
  group,
  description: 'Dark, pointed and solemn',
  prompt: 'gothic illustration of {prompt}, solemn shadow, pointed ornament, cold pale light',
  negativePrompt: 'cheerful, pastel, modern',
  recommended: { strength: 0.7 },
};

export const medieval: Style = {
  name: 'illuminated-manuscript',
  group,
  description: 'Medieval miniature with gold leaf',
  prompt: 'illuminated manuscript miniature of {prompt}, flat perspective, gold leaf, mineral color',
  negativePrompt: 'photo, deep perspective, modern',
  recommended: { strength: 0.75 },
};
