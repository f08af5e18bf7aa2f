import type { Style } from '../style.js';

const group = 'print';

export const woodcut: Style = {
  name: 'woodcut',
  group,
  description: 'Carved wood, black ink',
  prompt: 'woodcut print of {prompt}, carved gouge marks, bold solid areas',
  negativePrompt: 'photo, soft gradients',
  recommended: { strength: 0.75 },
};

export const linocut: Style = {
  name: 'linocut',
  group,
  description: 'Cut linoleum, flat bold shapes',
  prompt: 'linocut print of {prompt}, block print, bold carved shapes',
  negativePrompt: 'photo, soft gradients, thin lines',
  recommended: { strength: 0.75 },
};

export const etching: Style = {
  name: 'etching',
  group,
  description: 'Fine bitten lines, plate tone',
  prompt: 'etching of {prompt}, fine engraved lines, dense hatching, plate tone',
  negativePrompt: 'photo, color, flat fill',
  recommended: { strength: 0.7 },
};

export const screenPrint: Style = {
  name: 'screen-print',
  group,
  description: 'Few flat inks, slight misregistration',
  prompt: 'screen print of {prompt}, few solid colors, slightly shifted layers',
  negativePrompt: 'photo, gradients, fine detail',
  recommended: { strength: 0.75 },
};

export const risograph: Style = {
  name: 'risograph',
  group,
  description: 'Two grainy spot colours',
  prompt: 'risograph print of {prompt}, two spot colors, grainy ink, overprint',
  negativePrompt: 'photo, full color',
  recommended: { strength: 0.75 },
};

export const halftone: Style = {
  name: 'halftone',
  group,
  description: 'Printed dots of an old newspaper',
  prompt: 'halftone print of {prompt}, newspaper print, coarse printed dots',
  negativePrompt: 'photo, smooth tone',
  recommended: { strength: 0.75 },
};

export const ukiyoE: Style = {
  name: 'ukiyo-e',
  group,
  description: 'Japanese colour woodblock',
  prompt: 'ukiyo-e, japanese woodblock print of {prompt}, gently graded color, flowing outlines',
  negativePrompt: 'photo, deep shadow, realistic shading',
  recommended: { strength: 0.75 },
};

export const travelPoster: Style = {
  name: 'travel-poster',
  group,
  description: 'Flat, sunny lithograph of the 1930s',
  prompt: 'vintage travel poster of {prompt}, flat simplified shapes, sunny lithograph color',
  negativePrompt: 'photo, clutter, text',
  recommended: { strength: 0.75 },
};

export const popArt: Style = {
  name: 'pop-art',
  group,
  description: 'Loud flat colours',
  prompt: 'pop art of {prompt}, loud poster color, heavy contours',
  negativePrompt: 'photo, muted, subtle shading',
  recommended: { strength: 0.75 },
};

export const tattoo: Style = {
  name: 'tattoo',
  group,
  description: 'Flash sheet with bold lines',
  prompt: 'tattoo design of {prompt}, bold clean lines, stippled shading, limited color',
  negativePrompt: 'photo, blurred, busy background',
  recommended: { strength: 0.75 },
};
