/** The files of a project that uses Overpaint: the five lines of the README, small and with a seed, as people write them. */
const options = "image: 'bird.jpg', prompt: 'watercolor painting, flower', size: 64, steps: 2, seed: 7";

export const consumers = {
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      target: 'es2022',
      lib: ['es2022', 'dom', 'esnext.disposable'], // the last is what @types/node would bring: Symbol.asyncDispose
      types: [],
    },
    files: ['consumer.mts'],
  }),
  'paint.mjs': `import { img2img } from 'overpaint';

const { images, seed } = await img2img({ ${options} });
await images[0].save('from-esm.png');
console.log(\`\${images[0].width} × \${images[0].height}, seed \${seed}\`);
`,
  'paint.cjs': `const { img2img } = require('overpaint');

img2img({ ${options} }).then(async ({ images, seed }) => {
  await images[0].save('from-cjs.png');
  console.log(\`\${images[0].width} × \${images[0].height}, seed \${seed}\`);
});
`,
  'page.js': `import { img2img } from 'overpaint';

document.querySelector('input').onchange = async ({ target }) => {
  const { images } = await img2img({ image: target.files[0], prompt: 'ink drawing' });
  document.body.append(URL.createObjectURL(await images[0].toBlob()));
};
`,
  'consumer.mts': `import { img2img, isOverpaintError, type Img2ImgEvent, loadModel, plan, type StyleName } from 'overpaint';
import { createSchedule } from '@overpaint/core';
import { styles } from '@overpaint/presets';

const style: StyleName = 'watercolor';
const run = img2img({ image: 'bird.jpg', prompt: 'flower', style, strength: 0.5 });
for await (const event of run) {
  const type: Img2ImgEvent['type'] = event.type;
  if (event.type === 'step') event.remainingSeconds.toFixed(type.length);
}
const { images, seed } = await run;
await images[0]?.save('bird.png');
const { timesteps } = await plan({ image: 'bird.jpg' });
const model = await loadModel('./model');
await model.dispose();
export const facts = [seed + 1, timesteps.length, createSchedule({ steps: 4 }).levels.length, styles.ink.name];
export const known = (error: unknown) => isOverpaintError(error) && error.code;
`,
};
