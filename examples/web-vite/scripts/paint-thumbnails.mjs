// Paints the pictures of the style menu: the sample photo in each style, with the embedded model.
import { readFile, writeFile } from 'node:fs/promises';
import { dispose, img2img } from '@overpaint/node';

const list = await readFile(new URL('../src/style-menu.ts', import.meta.url), 'utf8');
const names = [
  ...list
    .split('shown')[1]
    .split('];')[0]
    .matchAll(/'([\w-]+)'/g),
].map(([, name]) => name);
for (const style of names) {
  const { images } = await img2img({
    image: new URL('../public/sample.jpg', import.meta.url),
    style,
    strength: 0.8,
    steps: 12,
    guidanceScale: 3,
    seed: 5,
    size: { width: 128, height: 128 },
    metadata: false,
  });
  await writeFile(
    new URL(`../public/styles/${style}.webp`, import.meta.url),
    await images[0].encode('webp', { quality: 80 }),
  );
  console.log(style);
}
await dispose();
