import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

/** Lists what the build wrote in the service worker, so that the page works without a network after its first visit. */
function offline(): Plugin {
  return {
    name: 'offline',
    generateBundle(_, bundle) {
      // A build of the runtime with WebGPU is kept once it was used: 17 or 27 MB that most devices need only one of.
      const files = Object.keys(bundle).filter((file) => !/asyncify|jspi|webgpu|engine-|\.map$/.test(file));
      const list = ['./', 'icon.svg', 'manifest.webmanifest', 'sample.jpg', ...files];
      const source = readFileSync(new URL('./src/service-worker.js', import.meta.url), 'utf8');
      const version = [...list].sort().join();
      this.emitFile({
        type: 'asset',
        fileName: 'sw.js',
        source: source.replace('__FILES__', JSON.stringify(list)).replace('__VERSION__', JSON.stringify(hash(version))),
      });
    },
  };
}

/** A short name for a list of files whose names hold their hashes. */
const hash = (text: string) =>
  [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) >>> 0, 7).toString(36);

export default defineConfig({
  base: './',
  plugins: [offline()],
  // More than one thread takes a cross-origin isolated page. Without these headers it works too, with one.
  server: { headers: isolation() },
  preview: { headers: isolation() },
});

function isolation() {
  return { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
}
