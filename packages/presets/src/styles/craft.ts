import type { Style } from '../style.js';

const group = 'craft';

export const stainedGlass: Style = {
  name: 'stained-glass',
  group,
  description: 'Leaded panes of coloured glass',
  prompt: 'stained glass window of {prompt}, leaded glass, glowing panes',
  negativePrompt: 'photo, soft gradients',
  recommended: { strength: 0.75 },
};

export const mosaic: Style = {
  name: 'mosaic',
  group,
  description: 'Small ceramic tiles',
  prompt: 'mosaic of {prompt}, mosaic tiles, small ceramic pieces, grout lines',
  negativePrompt: 'photo, smooth surface',
  recommended: { strength: 0.75 },
};

export const claymation: Style = {
  name: 'claymation',
  group,
  description: 'Modelled in clay, frame by frame',
  prompt: 'claymation scene of {prompt}, modelled clay, fingerprints, soft studio light',
  negativePrompt: 'photo, flat drawing',
  recommended: { strength: 0.75 },
};

export const modelingCompound: Style = {
  name: 'modeling-compound',
  group,
  description: 'Shaped from coloured dough',
  prompt: 'play dough sculpture of {prompt}, smooth molded shapes, matte colored dough',
  negativePrompt: 'photo, sharp edges, metal',
  recommended: { strength: 0.75 },
};

export const papercraft: Style = {
  name: 'papercraft',
  group,
  description: 'Layers of cut and folded paper',
  prompt: 'papercraft of {prompt}, layers of cut paper, crisp folds, soft drop shadows',
  negativePrompt: 'photo, outlines, paint',
  recommended: { strength: 0.75 },
};

export const origami: Style = {
  name: 'origami',
  group,
  description: 'Folded from a sheet of paper',
  prompt: 'origami of {prompt}, folded paper facets, crisp creases',
  negativePrompt: 'photo, round soft shapes',
  recommended: { strength: 0.75 },
};

export const embroidery: Style = {
  name: 'embroidery',
  group,
  description: 'Coloured thread on cloth',
  prompt: 'embroidery of {prompt}, satin stitch, raised colored thread, woven cloth',
  negativePrompt: 'photo, smooth paint',
  recommended: { strength: 0.75 },
};

export const crossStitch: Style = {
  name: 'cross-stitch',
  group,
  description: 'Rows of small crosses',
  prompt: 'cross-stitch of {prompt}, rows of tiny crosses, cotton thread, even grid',
  negativePrompt: 'photo, smooth curves',
  recommended: { strength: 0.75 },
};

export const knitted: Style = {
  name: 'knitted',
  group,
  description: 'Made of wool',
  prompt: 'knitted wool version of {prompt}, chunky stitches, soft fibers',
  negativePrompt: 'photo, hard surface',
  recommended: { strength: 0.75 },
};

export const feltWool: Style = {
  name: 'felt',
  group,
  description: 'Needle felted, soft and fuzzy',
  prompt: 'needle felted {prompt}, fuzzy wool surface, rounded shapes',
  negativePrompt: 'photo, glossy, sharp edges',
  recommended: { strength: 0.75 },
};

export const marble: Style = {
  name: 'marble-sculpture',
  group,
  description: 'Carved from pale stone',
  prompt: 'marble sculpture of {prompt}, carved pale stone, polished curves, gallery light',
  negativePrompt: 'photo, color, painted',
  recommended: { strength: 0.75 },
};

export const bronze: Style = {
  name: 'bronze-sculpture',
  group,
  description: 'Cast metal with green patina',
  prompt: 'bronze sculpture of {prompt}, cast metal, worn highlights, green patina',
  negativePrompt: 'photo, soft cloth, bright color',
  recommended: { strength: 0.75 },
};

export const woodCarving: Style = {
  name: 'wood-carving',
  group,
  description: 'Relief in warm wood',
  prompt: 'wood carving of {prompt}, chiselled relief, visible grain, warm brown',
  negativePrompt: 'photo, bright color, smooth plastic',
  recommended: { strength: 0.75 },
};

export const collage: Style = {
  name: 'collage',
  group,
  description: 'Torn and pasted paper',
  prompt: 'mixed media collage of {prompt}, torn paper pieces, pasted layers',
  negativePrompt: 'photo, seamless, smooth',
  recommended: { strength: 0.75 },
};

export const graffiti: Style = {
  name: 'graffiti',
  group,
  description: 'Spray paint on a wall',
  prompt: 'graffiti of {prompt}, spray paint, drips and overspray, bold street color',
  negativePrompt: 'photo, delicate lines, pale',
  recommended: { strength: 0.75 },
};

export const batik: Style = {
  name: 'batik',
  group,
  description: 'Wax-resist dyed cloth',
  prompt: 'batik of {prompt}, wax resist lines, crackled dye, deep colors',
  negativePrompt: 'photo, smooth gradients',
  recommended: { strength: 0.75 },
};
