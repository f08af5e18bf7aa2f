import { type StyleName, styles } from '@overpaint/presets';

/** The styles that the embedded model was trained for, each with a picture that it painted. */
export const shown: readonly StyleName[] = [
  'watercolor',
  'oil-painting',
  'impressionism',
  'gouache',
  'pastel',
  'fresco',
  'pencil-sketch',
  'colored-pencil',
  'charcoal',
  'ink',
  'etching',
  'line-art',
  'linocut',
  'chalkboard',
  'comic',
  'anime',
  'flat-illustration',
  'papercraft',
  'ukiyo-e',
  'pop-art',
  'halftone',
  'risograph',
  'stained-glass',
  'mosaic',
  'cross-stitch',
  'pixel-art',
  'voxel',
  'low-poly',
  'pointillism',
  'neon',
  'blueprint',
  'art-deco',
  'bronze-sculpture',
  'sepia',
  'black-and-white',
  'cyanotype',
  'infrared',
];

/** A radio button with a picture for each style, the first one for none. */
export function fillStyleMenu(menu: HTMLElement): void {
  const options = [
    { value: '', label: 'No style', description: 'Your words alone', file: 'sample.jpg' },
    ...shown.map((name) => ({
      value: name,
      label: name.replaceAll('-', ' '),
      description: styles[name].description,
      file: `styles/${name}.webp`,
    })),
  ];
  menu.replaceChildren(
    ...options.map(({ value, label, description, file }, index) => {
      const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'style', value });
      input.checked = index === 0;
      const picture = Object.assign(new Image(96, 96), { alt: '', loading: 'lazy' });
      picture.src = import.meta.env.BASE_URL + file;
      const caption = document.createElement('span');
      caption.append(picture, label);
      const option = document.createElement('label');
      option.title = description;
      option.append(input, caption);
      return option;
    }),
  );
}
