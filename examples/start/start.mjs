// What `npm start` runs. Without arguments it paints the sample photo; with them it is the command line, which reads
// and writes where the person stands rather than in the root of the repository.
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// npm runs scripts in the package's folder and says where it was called.
process.chdir(process.env.INIT_CWD ?? process.cwd());

const result = 'bird-blueprint.png';
const sample = relative('', fileURLToPath(new URL('bird.jpg', import.meta.url)));
// What the embedded model does best, with a share of the photo small enough for its colours to go.
const showcase = [sample, '-p', 'blueprint', '--strength', '0.9', '--scheduler', 'dpmpp-2m', '--steps', '12'];
const given = process.argv.slice(2);

if (given.length === 0) process.argv.push(...showcase, '--seed', '7', '-o', result);
await import('../../packages/overpaint/bin/overpaint.js');

if (given.length === 0 && process.exitCode === 0) {
  console.log(`
The photo is repainted as a blueprint: open ${resolve(result)}. Now try your own:

  npm start -- photo.jpg -p "pencil sketch"
  npm start -- photo.jpg -p "ink drawing" --init-strength 0.5 -o drawing.png
  npm start -- photo.jpg -p "blueprint" --strength 0.9 --count 4
  npm start -- --help`);
}
