import { type StyleName, styles } from '@overpaint/presets';

/** The styles that the embedded model paints best, each with a picture that it painted. */
export const shown: readonly StyleName[] = [
  'watercolor',
  'oil-painting',
  'gouache',
  'pastel',
  'ink-wash',
  'palette-knife',
  'storybook',
  'pencil-sketch',
  'colored-pencil',
  'charcoal',
  'line-art',
  'chalkboard',
  'comic-book',
  'anime',
  'ukiyo-e',
  'woodcut',
  'pop-art',
  'halftone',
  'stained-glass',
  'mosaic',
  'pixel-art',
  'low-poly',
  'neon',
  'synthwave',
  'cyberpunk',
  'impressionism',
  'pointillism',
  'cubism',
  'art-nouveau',
  'sepia',
  'film-noir',
  'cyanotype',
  'vintage-photo',
];

/** A radio button with a picture for each style, the first one for none. */
export function fillStyleMenu(menu: HTMLElement): void {
  const options = [
    { value: '', label: 'No style', description: 'Your words alone', picture: document.createElement('i') },
  ];
  for (const name of shown) {
    const picture = new Image(96, 96);
    picture.src = `${import.meta.env.BASE_URL}styles/${name}.webp`;
    picture.alt = '';
    picture.loading = 'lazy';
    options.push({ value: name, label: name.replaceAll('-', ' '), description: styles[name].description, picture });
  }
  menu.replaceChildren(
    ...options.map(({ value, label, description, picture }, index) => {
      const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'style', value });
      input.checked = index === 0;
      const caption = document.createElement('span');
      caption.append(picture, label);
      const option = document.createElement('label');
      option.title = description;
      option.append(input, caption);
      return option;
    }),
  );
}
