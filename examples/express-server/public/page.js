import { readEvents } from './read-events.js';

const at = (id) => document.getElementById(id);
let stop; // the AbortController of the request under way

for (const name of await fetch('styles').then((response) => response.json())) at('style').add(new Option(name));

at('file').addEventListener('change', showPhoto);
at('init-strength').addEventListener('input', ({ target }) => {
  at('stays').value = `${Math.round(target.value * 100)} %`;
});
at('cancel').addEventListener('click', () => stop?.abort());
at('form').addEventListener('submit', (event) => {
  event.preventDefault();
  paint(at('file').files[0], new URLSearchParams([...new FormData(event.target)]));
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

function showPhoto() {
  const [file] = at('file').files;
  at('before').hidden = file === undefined;
  if (file === undefined) return;
  at('file-name').textContent = file.name;
  show(at('before'), file);
}

async function paint(file, settings) {
  stop = new AbortController();
  setBusy(true);
  at('error').textContent = '';
  at('status').textContent = 'Sending the photo';
  try {
    const { signal } = stop;
    const response = await fetch(`paint?${settings}`, { method: 'POST', body: file, signal });
    if (!response.ok) throw new Error((await response.json()).error.message);
    for await (const { type, data } of readEvents(response.body)) tell(type, data, settings);
  } catch (error) {
    at('status').textContent = stop.signal.aborted ? 'Cancelled.' : '';
    if (!stop.signal.aborted) at('error').textContent = error.message;
  }
  setBusy(false);
}

function tell(type, data, settings) {
  if (type === 'queued') at('status').textContent = `Waiting: ${data.position} before yours`;
  if (type === 'step') {
    at('progress').value = data.index / data.total;
    at('status').textContent = 'Painting'; // read aloud once; the steps are only shown
    at('step').textContent = `Step ${data.index} of ${data.total}, ${Math.ceil(data.remainingSeconds)} s left`;
  }
  if (type === 'failed') throw new Error(data.message);
  if (type === 'done') {
    const bytes = Uint8Array.from(atob(data.png), (character) => character.charCodeAt(0));
    at('after').alt = `Repainted: ${settings.get('prompt') || settings.get('style') || 'a variation'}`;
    at('save').href = show(at('after'), new Blob([bytes], { type: 'image/png' }));
    at('save').download = 'overpaint.png';
    at('save').hidden = false;
    at('status').textContent =
      `Done in ${data.seconds.toFixed(1)} s, ${data.width} × ${data.height}, seed ${data.seed}`;
  }
}

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
