import type { Style } from '../style.js';

const group = 'light';

export const goldenHour: Style = {
  name: 'golden-hour',
  group,
  description: 'Low, warm sun',
  prompt: '{prompt} at golden hour, sunset light, long shadows',
  negativePrompt: 'midday glare, cold light',
  recommended: { strength: 0.6 },
};

export const sunset: Style = {
  name: 'sunset',
  group,
  description: 'Red and orange evening',
  prompt: '{prompt} at sunset, sunset light, glowing horizon tones',
  negativePrompt: 'midday glare, cold light',
  recommended: { strength: 0.6 },
};

export const blueHour: Style = {
  name: 'blue-hour',
  group,
  description: 'Deep blue after sunset',
  prompt: '{prompt} at blue hour, deep blue dusk, last cool light',
  negativePrompt: 'midday sun, warm glare',
  recommended: { strength: 0.55 },
};

export const night: Style = {
  name: 'night',
  group,
  description: 'Moonlight and deep shadow',
  prompt: '{prompt} at night, moonlight, deep shadow',
  negativePrompt: 'daylight, bright',
  recommended: { strength: 0.65 },
};

export const autumn: Style = {
  name: 'autumn',
  group,
  description: 'Yellow, orange and rust',
  prompt: '{prompt} in autumn, fall colors, gentle light',
  negativePrompt: 'fresh spring green, snow',
  recommended: { strength: 0.65 },
};

export const winter: Style = {
  name: 'winter',
  group,
  description: 'Snow and pale light',
  prompt: '{prompt} in winter, covered in snow, hushed light',
  negativePrompt: 'lush green, summer heat',
  recommended: { strength: 0.65 },
};

export const spring: Style = {
  name: 'spring',
  group,
  description: 'Fresh green, clear air',
  prompt: '{prompt} in spring, fresh green, clear mild light',
  negativePrompt: 'snow, withered brown',
  recommended: { strength: 0.6 },
};

export const summer: Style = {
  name: 'summer',
  group,
  description: 'High sun, full colour',
  prompt: '{prompt} in summer, high sun, full warm color',
  negativePrompt: 'snow, gray sky',
  recommended: { strength: 0.55 },
};

export const fog: Style = {
  name: 'fog',
  group,
  description: 'Mist that swallows the distance',
  prompt: '{prompt} in fog, misty, fading distance, hushed tones',
  negativePrompt: 'clear air, hard sunlight',
  recommended: { strength: 0.65 },
};

export const rain: Style = {
  name: 'rain',
  group,
  description: 'Wet surfaces, gray light',
  prompt: '{prompt} in the rain, wet reflections, soft gray light',
  negativePrompt: 'dry, harsh sunlight',
  recommended: { strength: 0.6 },
};

export const storm: Style = {
  name: 'storm',
  group,
  description: 'Dark clouds, sudden light',
  prompt: '{prompt} in a storm, heavy dark air, sudden shafts of light',
  negativePrompt: 'calm blue sky',
  recommended: { strength: 0.65 },
};

export const candlelight: Style = {
  name: 'candlelight',
  group,
  description: 'Small warm light in the dark',
  prompt: '{prompt} by candlelight, warm flicker, soft dark surroundings',
  negativePrompt: 'daylight, cold light',
  recommended: { strength: 0.6 },
};

export const highKey: Style = {
  name: 'high-key',
  group,
  description: 'Bright and airy',
  prompt: '{prompt}, high key, light and airy, bright tones',
  negativePrompt: 'dark, heavy shadow',
  recommended: { strength: 0.5 },
};

export const warm: Style = {
  name: 'warm',
  group,
  description: 'Amber and red cast',
  prompt: '{prompt}, warm colors, warm light',
  negativePrompt: 'cold colors',
  recommended: { strength: 0.55 },
};

export const cold: Style = {
  name: 'cold',
  group,
  description: 'Blue, icy cast',
  prompt: '{prompt}, cold colors, icy cool light',
  negativePrompt: 'warm colors',
  recommended: { strength: 0.55 },
};

export const muted: Style = {
  name: 'muted',
  group,
  description: 'Faded, quiet colours',
  prompt: '{prompt}, muted colors, faded, quiet contrast',
  negativePrompt: 'vivid, saturated',
  recommended: { strength: 0.55 },
};

export const dreamy: Style = {
  name: 'dreamy',
  group,
  description: 'Hazy glow, soft colours',
  prompt: '{prompt}, dreamy haze, soft glow, delicate color',
  negativePrompt: 'harsh, gritty',
  recommended: { strength: 0.55 },
};

export const backlit: Style = {
  name: 'backlit',
  group,
  description: 'Light from behind, glowing rims',
  prompt: '{prompt}, backlit, glowing rim light, soft flare',
  negativePrompt: 'flat front light',
  recommended: { strength: 0.55 },
};
