import type { Style } from '../style.js';

const group = 'drawing';

export const pencilSketch: Style = {
  name: 'pencil-sketch',
  group,
  description: 'Graphite on paper',
  prompt: 'pencil sketch of {prompt}, graphite drawing, visible construction lines',
  negativePrompt: 'photo, color, paint',
  recommended: { strength: 0.7 },
};

export const coloredPencil: Style = {
  name: 'colored-pencil',
  group,
  description: 'Layered coloured pencils',
  prompt: 'colored pencil drawing of {prompt}, pencil marks, waxy grain',
  negativePrompt: 'photo, black and white, flat fill',
  recommended: { strength: 0.7 },
};

export const charcoal: Style = {
  name: 'charcoal',
  group,
  description: 'Smudged, velvety black',
  prompt: 'charcoal drawing of {prompt}, smudged charcoal, velvety shadows, rough marks',
  negativePrompt: 'photo, color, clean line',
  recommended: { strength: 0.7 },
};

export const ink: Style = {
  name: 'ink',
  group,
  description: 'Pen and black ink',
  prompt: 'ink drawing of {prompt}, pen and ink, cross hatching',
  negativePrompt: 'photo, color, gray shading',
  recommended: { strength: 0.7 },
};

export const lineArt: Style = {
  name: 'line-art',
  group,
  description: 'Clean outlines on white',
  prompt: 'line art of {prompt}, clean outlines, empty ground',
  negativePrompt: 'photo, color, shading, texture',
  recommended: { strength: 0.75, guidanceScale: 8 },
};

export const sketchBw: Style = {
  name: 'sketch-bw',
  group,
  description: 'Quick black and white sketch',
  prompt: 'black and white sketch of {prompt}, hand drawn sketch, quick searching lines',
  negativePrompt: 'photo, color',
  recommended: { strength: 0.7 },
};

export const sketchColor: Style = {
  name: 'sketch-color',
  group,
  description: 'Quick sketch with touches of colour',
  prompt: 'color sketch of {prompt}, loose lines, light touches of color',
  negativePrompt: 'photo, finished rendering',
  recommended: { strength: 0.7 },
};

export const crayon: Style = {
  name: 'crayon',
  group,
  description: 'Wax crayons, childlike',
  prompt: 'crayon drawing of {prompt}, waxy marks, simple shapes, childlike color',
  negativePrompt: 'photo, precise, realistic',
  recommended: { strength: 0.75 },
};

export const chalkboard: Style = {
  name: 'chalkboard',
  group,
  description: 'White chalk on a blackboard',
  prompt: 'chalkboard drawing of {prompt}, white chalk on a blackboard, dusty marks',
  negativePrompt: 'photo, white background, color',
  recommended: { strength: 0.75 },
};

export const blueprint: Style = {
  name: 'blueprint',
  group,
  description: 'White lines on blue paper',
  prompt: 'blueprint of {prompt}, technical drawing, thin measured lines',
  negativePrompt: 'photo, shading, warm color',
  recommended: { strength: 0.75 },
};

export const comic: Style = {
  name: 'comic',
  group,
  description: 'Bold outlines and flat colour',
  prompt: 'comic book art of {prompt}, bold outlines, punchy even color',
  negativePrompt: 'photo, soft edges, realistic shading',
  recommended: { strength: 0.7 },
};

export const comicBook: Style = {
  name: 'comic-book',
  group,
  description: 'Graphic novel with heavy shadows',
  prompt: 'comic book, graphic novel art of {prompt}, inked contours, heavy spot blacks',
  negativePrompt: 'photo, soft shading',
  recommended: { strength: 0.7 },
};

export const manga: Style = {
  name: 'manga',
  group,
  description: 'Black and white, screen tones',
  prompt: 'manga drawing of {prompt}, clean pen lines, patterned shading',
  negativePrompt: 'photo, color',
  recommended: { strength: 0.7 },
};

export const anime: Style = {
  name: 'anime',
  group,
  description: 'Cel-shaded animation frame',
  prompt: 'anime style, {prompt}, cel shading, clean contours, luminous color',
  negativePrompt: 'photo, realistic texture, grain',
  recommended: { strength: 0.65 },
};

export const caricature: Style = {
  name: 'caricature',
  group,
  description: 'Playful exaggeration',
  prompt: 'caricature of {prompt}, playful exaggerated features, lively line',
  negativePrompt: 'photo, exact proportions',
  recommended: { strength: 0.75 },
};

export const cartoon: Style = {
  name: 'cartoon',
  group,
  description: 'Simple shapes, cheerful colours',
  prompt: 'cartoon of {prompt}, simple rounded shapes, cheerful color',
  negativePrompt: 'photo, realistic, grim',
  recommended: { strength: 0.7 },
};
