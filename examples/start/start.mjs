// What `npm start` runs. Without arguments it paints the sample photo; with them it is the command line, which reads
// and writes where the person stands rather than in the root of the repository.
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// npm runs scripts in the package's folder and says where it was called.
process.chdir(process.env.INIT_CWD ?? process.cwd());

const result = 'bird-watercolor.png';
const sample = relative('', fileURLToPath(new URL('bird.jpg', import.meta.url)));
const showcase = [sample, '-p', 'watercolor painting'];
const given = process.argv.slice(2);

if (given.length === 0) process.argv.push(...showcase, '--seed', '7', '-o', result);
await import('../../packages/overpaint/bin/overpaint.js');

if (given.length === 0 && process.exitCode === 0) {
  console.log(`
The photo is repainted in watercolor: open ${resolve(result)}. Now try your own:

  npm start -- photo.jpg -p "stained glass window"
  npm start -- photo.jpg -p "pencil sketch" --init-strength 0.7 -o drawing.png
  npm start -- photo.jpg -p "oil painting at sunset" --count 4
  npm start -- styles --sheet photo.jpg
  npm start -- --help`);
}
