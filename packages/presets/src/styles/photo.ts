import type { Style } from '../style.js';

const group = 'photo';

export const photography: Style = {
  name: 'photography',
  group,
  description: 'A well lit photograph',
  prompt: 'photograph of {prompt}, natural light, true colors, sharp focus',
  negativePrompt: 'painting, drawing, blurry',
  recommended: { strength: 0.4 },
};

export const photographic: Style = {
  name: 'photographic',
  group,
  description: 'Photo look with depth and soft contrast',
  prompt: 'professional photo of {prompt}, shallow focus, soft contrast',
  negativePrompt: 'drawing, illustration, plastic look',
  recommended: { strength: 0.4 },
};

export const realism: Style = {
  name: 'realism',
  group,
  description: 'Lifelike surfaces and light',
  prompt: 'realistic photo of {prompt}, lifelike texture, believable light',
  negativePrompt: 'cartoon, painting, artificial',
  recommended: { strength: 0.45 },
};

export const bokeh: Style = {
  name: 'bokeh',
  group,
  description: 'Sharp subject, background in soft discs of light',
  prompt: 'photo of {prompt}, wide aperture, creamy blurred background, soft discs of light',
  negativePrompt: 'everything in focus, busy background',
  recommended: { strength: 0.45 },
};

export const cinematic: Style = {
  name: 'cinematic',
  group,
  description: 'A frame from a feature film',
  prompt: 'cinematic still of {prompt}, dramatic light, graded color, fine film grain',
  negativePrompt: 'flat light, amateur snapshot',
  recommended: { strength: 0.5 },
};

export const cinematicCloseup: Style = {
  name: 'cinematic-closeup',
  group,
  description: 'Film frame close to the subject',
  prompt: 'cinematic close-up of {prompt}, shallow focus, moody key light, film grain',
  negativePrompt: 'wide shot, flat light',
  recommended: { strength: 0.5 },
};

export const environment: Style = {
  name: 'environment',
  group,
  description: 'Wide view with depth and air',
  prompt: 'wide view of {prompt}, deep space, atmospheric distance, layered light',
  negativePrompt: 'cramped, flat',
  recommended: { strength: 0.55 },
};

export const fashion: Style = {
  name: 'fashion',
  group,
  description: 'Magazine editorial',
  prompt: 'fashion editorial photo of {prompt}, sculpted light, polished color, confident pose',
  negativePrompt: 'snapshot, harsh flash',
  recommended: { strength: 0.45 },
};

export const film: Style = {
  name: 'film',
  group,
  description: 'Colour negative film',
  prompt: 'film photo of {prompt}, gentle grain, soft highlights, slightly faded color',
  negativePrompt: 'digital sharpness, oversaturated',
  recommended: { strength: 0.45 },
};

export const analogFilm: Style = {
  name: 'analog-film',
  group,
  description: 'Grainy old film stock with light leaks',
  prompt: 'analog film photo of {prompt}, coarse grain, light leak, vignette, warm fade',
  negativePrompt: 'clean digital look, modern grading',
  recommended: { strength: 0.5 },
};

export const food: Style = {
  name: 'food',
  group,
  description: 'Appetising food photograph',
  prompt: 'food photo of {prompt}, soft window light, glossy fresh texture, appetizing color',
  negativePrompt: 'stale, gray, harsh flash',
  recommended: { strength: 0.4 },
};

export const hdr: Style = {
  name: 'hdr',
  group,
  description: 'Detail in shadows and highlights alike',
  prompt: 'high dynamic range photo of {prompt}, open shadows, detailed highlights, crisp local contrast',
  negativePrompt: 'clipped highlights, crushed shadows',
  recommended: { strength: 0.4 },
};

export const longExposure: Style = {
  name: 'long-exposure',
  group,
  description: 'Motion drawn out into silk and trails',
  prompt: 'long exposure photo of {prompt}, silky motion blur, light trails, still foreground',
  negativePrompt: 'frozen motion',
  recommended: { strength: 0.6 },
};

export const macro: Style = {
  name: 'macro',
  group,
  description: 'Very close, thin focus',
  prompt: 'macro photo of {prompt}, extreme close-up, thin depth of field, fine surface detail',
  negativePrompt: 'distant view, soft focus',
  recommended: { strength: 0.5 },
};

export const monochrome: Style = {
  name: 'monochrome',
  group,
  description: 'Shades of a single tone',
  prompt: 'monochrome photo of {prompt}, black and white, full range of grays',
  negativePrompt: 'color, tinted',
  recommended: { strength: 0.65 },
};

export const blackAndWhite: Style = {
  name: 'black-and-white',
  group,
  description: 'Classic black and white photograph',
  prompt: 'black and white photo of {prompt}, silver grain, deep blacks',
  negativePrompt: 'color, sepia',
  recommended: { strength: 0.65 },
};

export const filmNoir: Style = {
  name: 'film-noir',
  group,
  description: 'Hard shadows, black and white, suspense',
  prompt: 'film noir still of {prompt}, black and white, hard shadows, low key light',
  negativePrompt: 'color, cheerful, high key',
  recommended: { strength: 0.65 },
};

export const moody: Style = {
  name: 'moody',
  group,
  description: 'Dark, quiet and heavy',
  prompt: '{prompt}, dark and moody, low key light, subdued color',
  negativePrompt: 'bright, cheerful',
  recommended: { strength: 0.5 },
};

export const portrait: Style = {
  name: 'portrait',
  group,
  description: 'Flattering light on a face',
  prompt: 'portrait of {prompt}, soft key light, gentle background blur, natural skin tone',
  negativePrompt: 'deformed, harsh shadow, waxy skin',
  recommended: { strength: 0.4 },
};

export const retro: Style = {
  name: 'retro',
  group,
  description: 'Seventies print, warm and faded',
  prompt: 'retro photo of {prompt}, 1970s color, warm fade, soft focus',
  negativePrompt: 'modern, clinical, neon',
  recommended: { strength: 0.5 },
};

export const stockPhoto: Style = {
  name: 'stock-photo',
  group,
  description: 'Clean commercial picture',
  prompt: 'stock photo of {prompt}, bright even light, clean background, commercial look',
  negativePrompt: 'gloomy, cluttered, grainy',
  recommended: { strength: 0.4 },
};

export const vintagePhoto: Style = {
  name: 'vintage-photo',
  group,
  description: 'Brown old photograph',
  prompt: 'vintage sepia photo of {prompt}, old photograph, worn edges',
  negativePrompt: 'modern color, digital',
  recommended: { strength: 0.65 },
};

export const sepia: Style = {
  name: 'sepia',
  group,
  description: 'Warm brown tones',
  prompt: 'sepia photo of {prompt}, sepia tone, antique brown print',
  negativePrompt: 'full color, cool tones',
  recommended: { strength: 0.6 },
};

export const cyanotype: Style = {
  name: 'cyanotype',
  group,
  description: 'Prussian blue contact print',
  prompt: 'cyanotype print of {prompt}, deep prussian tint, brushed edges',
  negativePrompt: 'full color, red, green',
  recommended: { strength: 0.6 },
};

export const infrared: Style = {
  name: 'infrared',
  group,
  description: 'False colour, glowing pale leaves',
  prompt: 'infrared photo of {prompt}, glowing pale greens, dreamlike false color',
  negativePrompt: 'ordinary green',
  recommended: { strength: 0.6 },
};

export const tiltShift: Style = {
  name: 'tilt-shift',
  group,
  description: 'Looks like a miniature',
  prompt: 'tilt-shift photo of {prompt}, narrow band of focus, miniature look, saturated color',
  negativePrompt: 'everything in focus',
  recommended: { strength: 0.45 },
};

export const doubleExposure: Style = {
  name: 'double-exposure',
  group,
  description: 'Two exposures laid over each other',
  prompt: 'double exposure photo of {prompt}, overlaid translucent layers, soft blending',
  negativePrompt: 'opaque, hard cut',
  recommended: { strength: 0.65 },
};
