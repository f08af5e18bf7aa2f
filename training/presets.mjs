// Prints what @overpaint/presets asks for in the looks that the embedded model was trained for, as JSON for evaluate.py --presets.
// Needs a build:  node training/presets.mjs > training/data/presets.json
import { applyStyles } from '../packages/presets/dist/index.js';

const preset = {
  oil: 'oil-painting', impressionist: 'impressionism', pencil: 'pencil-sketch', flat: 'flat-illustration', paper_cut: 'papercraft', ukiyoe: 'ukiyo-e',
  bricks: 'voxel', gold: 'art-deco', relief: 'bronze-sculpture', black_white: 'black-and-white',
};
const same =
  'watercolor gouache pastel fresco colored_pencil charcoal ink etching line_art linocut comic anime pop_art pixel_art mosaic cross_stitch stained_glass ' +
  'low_poly pointillism halftone risograph sepia cyanotype infrared neon blueprint chalkboard';
for (const name of same.split(' ')) preset[name] = name.replace('_', '-');

const asked = Object.fromEntries(
  Object.entries(preset).map(([look, style]) => {
    const { prompt, negativePrompt } = applyStyles({ prompt: '', styles: style });
    return [look, { prompt, negative: negativePrompt ?? '' }];
  }),
);
console.log(JSON.stringify(asked, null, 1));
