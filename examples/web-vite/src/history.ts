import type { WebImage } from '@overpaint/web';
import type { Marks } from './brush/marks.js';
import { element } from './element.js';

/** A painted picture, the photo and the further pictures that it was painted from, and what of the photo was to be repainted. */
export interface Entry {
  readonly image: WebImage;
  readonly source: Blob;
  readonly references: readonly Blob[];
  readonly marks: Marks;
}

/** Pictures kept to come back to. */
const limit = 24;
const list = element('earlier');

/** Adds a picture to the row of earlier ones, the newest first; `open` shows it again. */
export async function remember(entry: Entry, open: (entry: Entry) => void): Promise<void> {
  const picture = new Image();
  picture.src = URL.createObjectURL(await entry.image.toBlob('webp', { quality: 80 }));
  picture.alt = `${entry.image.recipe.prompt.expanded || 'Variation'}, seed ${entry.image.seed}`;
  const button = document.createElement('button');
  button.type = 'button';
  button.append(picture);
  button.addEventListener('click', () => {
    mark(button);
    open(entry);
  });
  const item = document.createElement('li');
  item.append(button);
  list.prepend(item);
  mark(button);
  for (const old of [...list.children].slice(limit)) {
    URL.revokeObjectURL(old.querySelector('img')!.src);
    old.remove();
  }
  element('history').hidden = false;
}

function mark(current: HTMLButtonElement): void {
  for (const button of list.querySelectorAll('button')) button.setAttribute('aria-current', String(button === current));
}
