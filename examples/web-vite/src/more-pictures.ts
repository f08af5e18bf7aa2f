import { element } from './element.js';

const list = element('references');
const input = element<HTMLInputElement>('more-file');
const told = element('more-told');
let pictures: readonly Blob[] = [];
let most = 0;

/** A strip of pictures beside the photo, for models that look at several. The photo is the first; here are the second and so on. */
export function prepareMorePictures(): void {
  input.addEventListener('change', () => {
    void addPictures([...(input.files ?? [])]);
    input.value = '';
  });
}

/** Shows the strip for a model that takes `count` of them; where it takes none there is no strip. */
export function offerMorePictures(count: number): void {
  most = count;
  show();
}

/** What a call takes of them. */
export const morePictures = (): readonly Blob[] => pictures.slice(0, most);

/** Those of an earlier painting. */
export function restorePictures(earlier: readonly Blob[]): void {
  pictures = earlier;
  show();
}

/** Adds as many of these files as the model takes. */
export async function addPictures(files: readonly Blob[]): Promise<void> {
  const shown = await Promise.all(files.map(canBeShown));
  const good = files.filter((_, index) => shown[index]);
  const before = morePictures();
  const over = before.length + good.length - most;
  pictures = [...before, ...good].slice(0, most);
  show();
  if (good.length < files.length) told.textContent = 'This file is no picture that the browser can show.';
  else if (over > 0) told.textContent = `This model takes no more than ${most}: ${over} left out.`;
}

async function canBeShown(file: Blob): Promise<boolean> {
  try {
    (await createImageBitmap(file)).close();
    return true;
  } catch {
    return false;
  }
}

function remove(index: number): void {
  pictures = morePictures().filter((_, at) => at !== index);
  show();
  const left = list.querySelectorAll('button');
  (left[Math.min(index, left.length - 1)] ?? input).focus(); // where the button was that is gone
}

function show(): void {
  element('more').hidden = most === 0;
  for (const image of list.querySelectorAll('img')) URL.revokeObjectURL(image.src);
  const shown = morePictures();
  list.replaceChildren(...shown.map(item));
  input.disabled = shown.length >= most;
  told.textContent = `${shown.length} of ${most}. The prompt may speak of “the second picture” and so on.`;
}

function item(picture: Blob, index: number): HTMLLIElement {
  const number = index + 2;
  const image = Object.assign(new Image(), { alt: `Picture ${number}`, src: URL.createObjectURL(picture) });
  const label = document.createElement('span');
  Object.assign(label, { className: 'more-number', textContent: String(number), ariaHidden: 'true' });
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', className: 'more-remove', textContent: '×' });
  button.ariaLabel = `Remove picture ${number}`;
  button.addEventListener('click', () => remove(index));
  const entry = document.createElement('li');
  entry.append(image, label, button);
  return entry;
}
