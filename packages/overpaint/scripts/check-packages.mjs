/**
 * Checks what would be published, not what lies in the folders: packs all packages, looks at each tarball with publint,
 * are-the-types-wrong and for imports that it does not list, makes their bill of materials, and installs `overpaint` alone from its tarball into empty
 * projects by npm, pnpm and Yarn's Plug'n'Play. There it compiles strict TypeScript and paints: from ESM, from CommonJS,
 * by the command line and (bundled, not run) for browsers; in npm's project, on Linux x64, also with the other runtimes, which
 * must paint the same bytes. Needs built packages. Prints what it did; ends with status 1 at the first thing that is wrong.
 *
 *     node packages/overpaint/scripts/check-packages.mjs [--keep] [--npm] [--sizes]
 *
 *     --keep    leaves the projects for a look
 *     --npm     leaves out pnpm and Yarn
 *     --sizes   packs, writes the table of docs/packages.md anew, and ends
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { billOfMaterials, missingIn } from './bill-of-materials.mjs';
import { compilations, consumers } from './consumers.mjs';
import { packAll } from './pack.mjs';
import { packageManagers } from './package-managers.mjs';
import { writeSizes, wrongSizes } from './package-sizes.mjs';
import { run } from './run.mjs';
import { runtimes } from './runtimes.mjs';
import { unlistedImports } from './unlisted-imports.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'overpaint-packages-'));
const tool = (name) => join(root, 'node_modules', '.bin', name);
const { packageManager, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Besides the project's own: the oldest compiler whose users can read the declarations, and the newest. */
const otherCompilers = { 'typescript-5.2': '5.2.2', 'typescript-7': '7.0.2' };

const programs = [
  ['paint.mjs', 'from-esm.png'],
  ['paint.cjs', 'from-cjs.png'],
];

try {
  const tarballs = packAll(folder);
  for (const { name, files, bytes } of tarballs) say(`packed ${name}, ${files} files, ${(bytes / 1e6).toFixed(2)} MB`);
  if (process.argv.includes('--sizes')) writeSizes(tarballs);
  else checkAll(tarballs);
} catch (error) {
  say(`FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  if (process.argv.includes('--keep')) say(`Left in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}

function checkAll(tarballs) {
  const wrong = wrongSizes(tarballs);
  if (wrong.length > 0) {
    throw new Error(`${wrong.join('\n')}\nIf it is meant: node packages/overpaint/scripts/check-packages.mjs --sizes`);
  }
  say('they weigh what docs/packages.md says');
  for (const { name, path } of tarballs) lint(name, path);
  checkBill(tarballs);
  const registry = run('npm', ['config', 'get', 'registry'], root).trim();
  for (const [name, manager] of Object.entries(packageManagers({ pnpm: packageManager, registry }))) {
    const project = install(name, manager, tarballs);
    const start = (program, ...args) => {
      const [command, ...before] = manager.program(program);
      return run(command, [...before, ...args], project, manager.env);
    };
    for (const compilation of compilations) start('tsc', '-p', compilation);
    say(`${name}: TypeScript accepts ${compilations.join(', ')}`);
    paint(name, project, start);
    if (name !== 'npm') continue;
    checkSideBySide(tarballs, project, start, manager);
    checkRuntimes(project);
    if (process.argv.includes('--npm')) break;
  }
  say(`All ${tarballs.length} packages can be published.`);
}

/** What a release carries beside its packages. */
function checkBill(tarballs) {
  const bill = billOfMaterials(tarballs, folder);
  const missing = missingIn(bill, tarballs, readFileSync(join(root, 'docs/packages.md'), 'utf8'));
  if (missing.length > 0) throw new Error(`The bill of materials lacks ${missing.join(', ')}`);
  say(`the bill of materials lists all of them, and ${bill.components.length - tarballs.length} packages of others`);
}

function lint(name, path) {
  run(tool('publint'), ['run', path, '--strict'], root);
  // node16: TypeScript's old "node10" resolution knows no `exports`, so no entry beside a package's main one.
  run(tool('attw'), [path, '--profile', 'node16', '--no-definitely-typed', '--format', 'ascii'], root);
  say(`publint and are-the-types-wrong: ${name} is good`);
}

/** A project with `overpaint` as its only dependency, which gets all of ours from their tarballs. */
function install(name, manager, tarballs) {
  const project = join(folder, name.replace(/\W/g, '-'));
  const manifest = {
    name: 'somebody-elses-project',
    private: true,
    type: 'module',
    dependencies: { overpaint: `file:${tarballs.find((tarball) => tarball.name === 'overpaint').path}` },
    devDependencies: {
      '@types/node': devDependencies['@types/node'],
      typescript: devDependencies.typescript,
      ...(name === 'npm' &&
        Object.fromEntries(Object.entries(otherCompilers).map(([as, version]) => [as, `npm:typescript@${version}`]))),
    },
  };
  const [, readme] = /```ts\n(.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8'));
  const { cases } = JSON.parse(readFileSync(join(root, 'packages/core/golden/faults/18-types.json'), 'utf8'));
  mkdirSync(project);
  for (const [file, text] of Object.entries({ ...manager.files(manifest, tarballs), ...consumers(readme, cases) })) {
    writeFileSync(join(project, file), text);
  }
  copyFileSync(join(root, 'examples/start/bird.jpg'), join(project, 'bird.jpg'));
  const [command, ...args] = manager.install;
  run(command, args, project, manager.env);
  say(`${name} installs overpaint into an empty project`);
  return project;
}

function paint(name, project, start) {
  for (const [file, painted] of programs) {
    const told = start('node', file).trim();
    expectPng(join(project, painted), told);
    say(`${name}, ${file}: ${told}`);
  }
  const [esm, cjs] = ['from-esm.png', 'from-cjs.png'].map((file) => readFileSync(join(project, file)));
  if (!esm.equals(cjs)) throw new Error('ESM and CommonJS paint different pictures with one seed');
  const told = start('overpaint', 'bird.jpg', '-p', 'ink drawing', '--size', '64', '--steps', '2').trim();
  expectPng(join(project, 'bird-overpaint.png'), told);
  say(`${name}, overpaint bird.jpg -p "ink drawing": ${told}`);
}

/** What is looked at once, where the packages lie side by side. */
function checkSideBySide(tarballs, project, start, { env }) {
  // Packages that `overpaint` does not bring along.
  const further = tarballs.filter(({ name }) => !existsSync(join(project, 'node_modules', name)));
  const place = join(project, 'package.json');
  const manifest = JSON.parse(readFileSync(place, 'utf8'));
  // As the overrides name them: npm refuses a dependency that differs from its override.
  for (const { name, path } of further) manifest.dependencies[name] = `file:${path}`;
  writeFileSync(place, JSON.stringify(manifest, null, 2));
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], project, env);
  for (const { name } of further) {
    start('node', '--input-type=module', '-e', `await import('${name}')`);
    start('node', '-e', `require('${name}')`);
    say(`${name} can be imported and required`);
  }
  for (const { name } of tarballs) {
    const installed = join(project, 'node_modules', name);
    if (!existsSync(join(installed, 'LICENSE'))) throw new Error(`${name} comes without its licence`);
    if (existsSync(join(project, 'node_modules/overpaint/node_modules', name))) throw new Error(`${name} came twice`);
    const unlisted = unlistedImports(installed);
    if (unlisted.length > 0) throw new Error(`Imports of what is not listed, or is not there:\n${unlisted.join('\n')}`);
  }
  say('declarations and programs import only what their package lists');
  for (const compiler of Object.keys(otherCompilers)) {
    start('node', join('node_modules', compiler, 'bin/tsc'), '-p', compilations[0]);
  }
  say(`so do TypeScript ${Object.values(otherCompilers).join(' and ')} accept them`);
  bundleForBrowsers(project);
}

/** Every runtime paints what this one painted, byte for byte. */
function checkRuntimes(project) {
  const expected = readFileSync(join(project, 'from-esm.png'));
  for (const [name, [command, ...before]] of Object.entries(runtimes())) {
    const version = run(command, ['--version'], project).trim().split('\n')[0];
    for (const [file, painted] of programs) {
      rmSync(join(project, painted));
      const told = run(command, [...before, file], project).trim();
      if (!readFileSync(join(project, painted)).equals(expected)) {
        throw new Error(`${name} (${version}) paints another picture by ${file} than Node ${process.version}: ${told}`);
      }
    }
    say(`${name} (${version}) paints the same bytes, from ESM and from CommonJS`);
  }
}

/** What a bundler takes for browsers must be the browser's entry, without anything of Node's. */
function bundleForBrowsers(project) {
  const esbuild = createRequire(join(root, 'packages/web/package.json'))('esbuild');
  const { metafile } = esbuild.buildSync({
    absWorkingDir: project,
    entryPoints: ['page.js'],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    external: ['./assets/*'],
    logLevel: 'silent',
  });
  const inputs = Object.keys(metafile.inputs);
  const wrong = inputs.find((path) => /node_modules\/(@overpaint\/node|onnxruntime-node|sharp)\//.test(path));
  if (wrong !== undefined) throw new Error(`a page would contain ${wrong}`);
  if (!inputs.some((path) => path.includes('@overpaint/web/dist'))) throw new Error('a page would lack @overpaint/web');
  say('a bundle for browsers holds @overpaint/web and nothing of Node');
}

function expectPng(path, told) {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const sides = bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n' && [
    bytes.readUInt32BE(16),
    bytes.readUInt32BE(20),
  ];
  if (!sides || Math.max(...sides) !== 64) throw new Error(`${path}: expected a PNG of 64 pixels (${told})`);
}

function say(text) {
  console.log(text);
}
