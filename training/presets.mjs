// Prints what @overpaint/presets says: the texts of the styles that the embedded model was trained for, by look, and all negative prompts.
// Needs a build:  node training/presets.mjs > training/library.json
import { styles } from '../packages/presets/dist/index.js';

const byLook = {
  oil: 'oil-painting', impressionist: 'impressionism', pencil: 'pencil-sketch', flat: 'flat-illustration', paper_cut: 'papercraft', ukiyoe: 'ukiyo-e',
  bricks: 'voxel', gold: 'art-deco', relief: 'bronze-sculpture', black_white: 'black-and-white',
};
const same =
  'watercolor gouache pastel fresco colored_pencil charcoal ink etching line_art linocut comic anime pop_art pixel_art mosaic cross_stitch stained_glass ' +
  'low_poly pointillism halftone risograph sepia cyanotype infrared neon blueprint chalkboard';
for (const look of same.split(' ')) byLook[look] = look.replace('_', '-');

const all = Object.values(styles);
const looks = Object.entries(byLook).map(([look, name]) => {
  const { prompt, negativePrompt } = all.find((style) => style.name === name);
  return [look, { prompt, negative: negativePrompt ?? '' }];
});
const negatives = [...new Set(all.map(({ negativePrompt }) => negativePrompt ?? '').filter(Boolean))];
console.log(JSON.stringify({ looks: Object.fromEntries(looks), negatives }, null, 1));
