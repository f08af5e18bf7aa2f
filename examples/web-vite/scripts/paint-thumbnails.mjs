// Paints the pictures of the style menu: the sample photo in each style, with the embedded model.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { dispose, img2img } from '@overpaint/node';

const model = fileURLToPath(new URL('../../../packages/model-mini/model', import.meta.url));
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
    model,
    style,
    seed: 5,
    size: { width: 192, height: 192 },
    metadata: false,
  });
  await writeFile(
    new URL(`../public/styles/${style}.webp`, import.meta.url),
    await images[0].encode('webp', { quality: 80 }),
  );
  console.log(style);
}
await dispose();
