import { openBrush } from './brush.js';
import { readEvents } from './read-events.js';

const at = (id) => document.getElementById(id);
const brush = openBrush(at('mask'));
let stop; // the AbortController of the request under way

at('token').value = sessionStorage.getItem('token') ?? '';
at('token').addEventListener('change', listChoices);
await listChoices();

at('file').addEventListener('change', showPhoto);
at('mask').addEventListener('change', () => {
  at('clear').hidden = !brush.touched;
});
at('clear').addEventListener('click', () => brush.clear());
at('init-strength').addEventListener('input', ({ target }) => {
  at('stays').value = `${Math.round(target.value * 100)} %`;
});
at('cancel').addEventListener('click', () => stop?.abort());
at('form').addEventListener('submit', (event) => {
  event.preventDefault();
  paint(at('file').files[0]);
});

for (const type of ['dragover', 'dragleave', 'drop']) {
  at('drop').addEventListener(type, (event) => {
    event.preventDefault();
    at('drop').classList.toggle('over', type === 'dragover');
    if (type !== 'drop' || event.dataTransfer.files.length === 0) return;
    at('file').files = event.dataTransfer.files;
    showPhoto();
  });
}

/** Asks the server, with the token where there is one; asks for the token where it is wanted. */
async function ask(path, options = {}) {
  const token = at('token').value;
  const authorization = token === '' ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(path, { ...options, headers: { ...options.headers, ...authorization } });
  at('token-field').hidden = response.status !== 401 && token === '';
  if (response.ok) return response;
  const { error, detail } = await response.json();
  throw new Error(error.message ?? detail);
}

async function listChoices() {
  sessionStorage.setItem('token', at('token').value);
  try {
    const [{ data }, styles] = await Promise.all(
      ['v1/models', 'sdapi/v1/prompt-styles'].map(async (path) => (await ask(path)).json()),
    );
    at('model').replaceChildren(...data.map(({ id }) => new Option(id)));
    at('style').replaceChildren(at('style').options[0], ...styles.map(({ name }) => new Option(name)));
    at('error').textContent = '';
  } catch (error) {
    at('error').textContent = error.message;
  }
}

async function showPhoto() {
  const [file] = at('file').files;
  at('before').hidden = at('mask').hidden = file === undefined;
  if (file === undefined) return;
  at('file-name').textContent = file.name;
  show(at('before'), file);
  await at('before').decode();
  brush.clear({ width: at('before').naturalWidth, height: at('before').naturalHeight });
}

async function paint(file) {
  stop = new AbortController();
  setBusy(true);
  at('error').textContent = '';
  at('status').textContent = 'Sending the photo';
  try {
    const mask = await brush.mask();
    const body = JSON.stringify({
      model: at('model').value || undefined,
      image: await base64Of(file),
      mask: mask && (await base64Of(mask)),
      maskBlur: mask && 4,
      prompt: at('prompt').value,
      style: at('style').value || undefined,
      initStrength: Number(at('init-strength').value),
      size: numberIn('size'),
      seed: numberIn('seed'),
      previews: true,
    });
    const headers = { accept: 'text/event-stream' };
    const response = await ask('v1/img2img', { method: 'POST', body, headers, signal: stop.signal });
    for await (const { type, data } of readEvents(response.body)) tell(type, data);
  } catch (error) {
    at('status').textContent = stop.signal.aborted ? 'Cancelled.' : '';
    if (!stop.signal.aborted) at('error').textContent = error.message;
  }
  setBusy(false);
}

function tell(type, data) {
  if (type === 'queued') at('status').textContent = `Waiting: ${data.ahead} before yours`;
  if (type === 'begin') at('status').textContent = 'Painting'; // read aloud once; the steps are only shown
  if (type === 'step') {
    at('progress').value = data.index / data.total;
    at('step').textContent = `Step ${data.index} of ${data.total}, ${Math.ceil(data.remainingSeconds)} s left`;
  }
  if (type === 'preview') show(at('after'), pngOf(data.image));
  if (type === 'failed') throw new Error(data.message);
  if (type !== 'done') return;
  const [{ image, width, height, seed }] = data.images;
  at('after').alt = `Repainted: ${at('prompt').value || at('style').value || 'a variation'}`;
  at('save').href = show(at('after'), pngOf(image));
  at('save').download = `overpaint-${seed}.png`;
  at('save').hidden = false;
  const warned = data.warnings.map(({ message }) => ` ${message}`).join('');
  at('status').textContent = `Done in ${data.seconds.toFixed(1)} s, ${width} × ${height}, seed ${seed}.${warned}`;
}

const numberIn = (id) => (at(id).value === '' ? undefined : Number(at(id).value));

function base64Of(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.replace(/^.*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

const pngOf = (base64) =>
  new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], { type: 'image/png' });

function show(image, blob) {
  URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(blob);
  image.hidden = false;
  return image.src;
}

function setBusy(busy) {
  at('paint').disabled = busy;
  at('cancel').disabled = !busy;
  at('step').textContent = '';
  at('progress').hidden = !busy;
  if (busy) at('progress').removeAttribute('value'); // until the first step nobody knows
}
