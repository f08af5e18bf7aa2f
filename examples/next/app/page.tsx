'use client';

import { img2img, type WebImage } from '@overpaint/web';
import { useRef, useState } from 'react';

export default function Page() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [photo, setPhoto] = useState<File>();
  const [prompt, setPrompt] = useState('watercolor painting');
  const [status, setStatus] = useState('');

  async function paint() {
    if (!photo) return setStatus('Choose a photo first.');
    try {
      const run = img2img({ image: photo, prompt });
      for await (const event of run) {
        if (event.type === 'step') setStatus(`Step ${event.index} of ${event.total}`);
      }
      const { images, seed } = await run;
      (images[0] as WebImage).draw(canvas.current!);
      setStatus(`Done, seed ${seed}.`);
    } catch (error) {
      setStatus((error as Error).message);
    }
  }

  return (
    <main>
      <h1>Overpaint in Next.js</h1>
      <p>
        <label>
          Photo <input type="file" accept="image/*" onChange={({ target }) => setPhoto(target.files?.[0])} />
        </label>
      </p>
      <p>
        <label>
          Prompt <input value={prompt} onChange={({ target }) => setPrompt(target.value)} />
        </label>{' '}
        <button type="button" onClick={paint}>
          Paint
        </button>
      </p>
      <p role="status">{status}</p>
      <canvas
        ref={canvas}
        width={1}
        height={1}
        role="img"
        aria-label="The painted picture"
        style={{ maxWidth: '100%' }}
      />
    </main>
  );
}
