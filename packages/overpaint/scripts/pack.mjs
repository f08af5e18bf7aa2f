import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * Packs all packages as publishing does: `workspace:^` becomes a version, and the licence comes along. Needs built packages.
 *
 * @param {string} folder where the tarballs are to lie
 */
export function packAll(folder) {
  const packages = readdirSync(join(root, 'packages')).filter((name) => existsSync(manifestOf(name)));
  return packages.map((name) => {
    const built = join(root, 'packages', name, 'dist/index.d.cts'); // what a build writes last
    if (!existsSync(built)) throw new Error(`packages/${name} is not built whole. Run: pnpm build`);
    const output = pnpm(['pack', '--json', '--pack-destination', folder], join(root, 'packages', name));
    const { name: id, filename, files } = JSON.parse(output.slice(output.indexOf('{')));
    const paths = files.map(({ path }) => path);
    const stray = paths.find((path) => /(^|\/)(src|testing|golden)\/|\.test\.|tsup\.config/.test(path));
    if (stray !== undefined) throw new Error(`${id}: ${stray} does not belong into the tarball`);
    const { size: bytes } = statSync(filename);
    return { name: id, path: filename, bytes, files: paths.length };
  });
}

function manifestOf(name) {
  return join(root, 'packages', name, 'package.json');
}

function pnpm(args, cwd) {
  const { npm_execpath: running } = process.env;
  if (running?.includes('pnpm')) return run(process.execPath, [running, ...args], cwd);
  return run('npx', ['-y', packageManager, ...args], cwd);
}
