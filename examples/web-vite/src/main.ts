import { detect, type Img2ImgRun, img2img, isOverpaintError, readRecipe } from '@overpaint/web';
import './style.css';
import { currentMarks, lockBrush, openBrush, prepareBrush, readMask, startBrush } from './brush/brush.js';
import { chosenModel, prepareModel } from './chosen-model.js';
import { element } from './element.js';
import { type Entry, remember } from './history.js';
import { addPictures, morePictures, offerMorePictures, prepareMorePictures, restorePictures } from './more-pictures.js';
import { endProgress, showProgress, startProgress } from './progress.js';
import { offerStrength, prepareSettings, readSettings, restoreSettings, showSeed } from './settings.js';
import { showPainted, showSource } from './stage.js';

const paintButton = element<HTMLButtonElement>('paint');
let source: Blob | undefined;
let current: Entry | undefined;
let run: Img2ImgRun | undefined;

prepareSettings();
prepareBrush();
prepareMorePictures();
prepareModel(({ references, strength }) => {
  offerMorePictures(references);
  offerStrength(strength);
});
tellMachine();
if (import.meta.env.PROD) void navigator.serviceWorker?.register(`${import.meta.env.BASE_URL}sw.js`);

element<HTMLFormElement>('settings').addEventListener('submit', (event) => {
  event.preventDefault();
  void paint();
});
element('cancel').addEventListener('click', () => run?.abort());
element('early').addEventListener('click', () => run?.finishEarly());
element('download').addEventListener('click', () => void download());
element('again').addEventListener('click', async () => {
  if (current) await takeSource(await current.image.toBlob());
});
element('sample').addEventListener('click', async () => {
  const response = await fetch(`${import.meta.env.BASE_URL}sample.jpg`);
  await takeSource(await response.blob());
});
element<HTMLInputElement>('file').addEventListener('change', ({ target }) => {
  const input = target as HTMLInputElement;
  if (input.files?.[0]) void takeFile(input.files[0]);
  input.value = '';
});
addEventListener('dragover', (event) => {
  event.preventDefault();
  markDrop(dropPlace(event));
});
addEventListener('dragleave', () => markDrop(undefined));
addEventListener('drop', (event) => {
  event.preventDefault();
  markDrop(undefined);
  const [file, ...files] = event.dataTransfer?.files ?? [];
  if (!file) return;
  if (dropPlace(event).id === 'more') void addPictures([file, ...files]);
  else void takeFile(file);
});
addEventListener('paste', (event) => {
  const file = event.clipboardData?.files[0];
  if (file) void takeFile(file);
});
addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') run?.abort();
});

/** Where a file would go that is let fall: into the strip of further pictures, or anywhere else to be the photo. */
const dropPlace = ({ target }: DragEvent) =>
  (target instanceof Element && target.closest<HTMLElement>('#more')) || element('drop');

function markDrop(place: HTMLElement | undefined): void {
  for (const one of [element('drop'), element('more')]) one.classList.toggle('over', one === place);
}

/** A file that the person gave: an earlier picture's settings come back, and the photo before it stays the source. */
async function takeFile(file: File): Promise<void> {
  const recipe = readRecipe(new Uint8Array(await file.arrayBuffer()));
  if (recipe) {
    restoreSettings(recipe);
    say('The settings of that picture are back.');
    if (source) return;
  }
  await takeSource(file);
}

async function takeSource(blob: Blob): Promise<void> {
  run?.abort();
  showError(undefined);
  try {
    startBrush(await showSource(URL.createObjectURL(blob)));
  } catch {
    return showError('This file is no picture that the browser can show.');
  }
  source = blob;
  current = undefined;
  element('done').hidden = true;
  paintButton.disabled = false;
}

async function paint(): Promise<void> {
  if (!source || run) return;
  const [painting, marks, mask] = [source, currentMarks(), readMask()];
  showError(undefined);
  startProgress();
  lockBrush(true);
  element('done').hidden = true;
  paintButton.disabled = true;
  const { source: model } = await chosenModel();
  const references = morePictures();
  run = img2img({
    image: painting,
    ...(model && { model }),
    ...(references.length > 0 && { references }),
    ...readSettings(),
    ...mask,
    preview: { every: 1 },
  } as Parameters<typeof img2img>[0]);
  try {
    for await (const event of run) {
      showProgress(event);
      if (event.type === 'preview') showPainted(event.image, 'preview');
    }
    const { images, seed } = await run;
    showSeed(seed);
    const entry = { image: images[0], source: painting, references, marks };
    open(entry);
    await remember(entry, (earlier) => void reopen(earlier));
  } catch (error) {
    if (!isOverpaintError(error, 'ABORTED')) showError(String((error as Error).message));
    if (source === painting) await showSource(URL.createObjectURL(painting));
  } finally {
    run = undefined;
    endProgress();
    lockBrush(false);
    paintButton.disabled = source === undefined;
  }
}

function open(entry: Entry): void {
  current = entry;
  showPainted(entry.image, 'result');
  element('done').hidden = false;
}

async function reopen(entry: Entry): Promise<void> {
  if (run) return;
  source = entry.source;
  restorePictures(entry.references);
  openBrush(false);
  startBrush(await showSource(URL.createObjectURL(entry.source)), entry.marks);
  open(entry);
}

async function download(): Promise<void> {
  if (!current) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await current.image.toBlob('png'));
  link.download = `overpaint-${current.image.seed}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function tellMachine(): Promise<void> {
  const { backend, threads } = await detect();
  element('machine').textContent =
    backend === 'web-webgpu'
      ? 'Paints on your graphics card.'
      : `Paints on your processor (${threads} ${threads === 1 ? 'thread' : 'threads'}).`;
}

function showError(text: string | undefined): void {
  element('error').hidden = text === undefined;
  element('error').textContent = text ?? '';
}

/** A message that is no error, where progress is told. */
function say(text: string): void {
  element('machine').textContent = text;
}
