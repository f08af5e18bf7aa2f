/**
 * Checks what would be published, not what lies in the folders: packs all packages, looks at each tarball with publint
 * and are-the-types-wrong, installs the tarballs into an empty npm project, and paints there from ESM, from CommonJS,
 * by the command line and (bundled, not run) for browsers. Needs built packages. Prints what it did; ends with
 * status 1 at the first thing that is wrong.
 *
 *     node packages/overpaint/scripts/check-packages.mjs [--keep]    --keep leaves the npm project for a look
 */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { consumers } from './consumers.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'overpaint-packages-'));
const project = join(folder, 'project');
const tool = (name) => join(root, 'node_modules', '.bin', name);
const windows = process.platform === 'win32';

try {
  const tarballs = packAll();
  for (const { name, path } of tarballs) lint(name, path);
  install(tarballs);
  typeCheck();
  paintInNode();
  paintByCommand();
  bundleForBrowsers();
  say(`All ${tarballs.length} packages can be published.`);
} catch (error) {
  say(`FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  if (process.argv.includes('--keep')) say(`Left in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}

/** Packs as publishing does: `workspace:^` becomes a version, and the licence comes along. */
function packAll() {
  const packages = readdirSync(join(root, 'packages')).filter((name) => existsSync(manifestOf(name)));
  return packages.map((name) => {
    const built = join(root, 'packages', name, 'dist/index.d.cts'); // what a build writes last
    if (!existsSync(built)) throw new Error(`packages/${name} is not built whole. Run: pnpm build`);
    const output = pnpm(['pack', '--json', '--pack-destination', folder], join(root, 'packages', name));
    const { name: id, filename, files } = JSON.parse(output.slice(output.indexOf('{')));
    const paths = files.map(({ path }) => path);
    const stray = paths.find((path) => /(^|\/)(src|testing|golden)\/|\.test\.|tsup\.config/.test(path));
    if (stray !== undefined) throw new Error(`${id}: ${stray} does not belong into the tarball`);
    say(`packed ${id}, ${paths.length} files, ${(statSync(filename).size / 1e6).toFixed(2)} MB`);
    return { name: id, path: filename };
  });
}

function manifestOf(name) {
  return join(root, 'packages', name, 'package.json');
}

function lint(name, path) {
  run(tool('publint'), ['run', path, '--strict'], root);
  // node16: TypeScript's old "node10" resolution knows no `exports`, so no entry beside a package's main one.
  run(tool('attw'), [path, '--profile', 'node16', '--no-definitely-typed', '--format', 'ascii'], root);
  say(`publint and are-the-types-wrong: ${name} is good`);
}

/** Installs with npm, every workspace dependency from its tarball. */
function install(tarballs) {
  const names = tarballs.map(({ name }) => name);
  const manifest = {
    name: 'somebody-elses-project',
    private: true,
    dependencies: Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`])),
    overrides: Object.fromEntries(names.map((name) => [name, `$${name}`])),
  };
  for (const [file, text] of Object.entries({ 'package.json': JSON.stringify(manifest, undefined, 2), ...consumers })) {
    write(file, text);
  }
  copyFileSync(join(root, 'examples/start/bird.jpg'), join(project, 'bird.jpg'));
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], project, { ONNXRUNTIME_NODE_INSTALL: 'skip' });
  for (const name of names) {
    if (!existsSync(join(project, 'node_modules', name, 'LICENSE')))
      throw new Error(`${name} comes without its licence`);
    if (existsSync(join(project, 'node_modules/overpaint/node_modules', name))) throw new Error(`${name} came twice`);
  }
  say('npm installs them into an empty project');
}

function typeCheck() {
  for (const module of ['nodenext', 'preserve']) {
    const resolution = module === 'preserve' ? 'bundler' : 'nodenext';
    run(tool('tsc'), ['-p', '.', '--module', module, '--moduleResolution', resolution], project);
  }
  say('TypeScript accepts a strict project, as Node and as bundlers resolve');
}

function paintInNode() {
  for (const [file, painted] of [
    ['paint.mjs', 'from-esm.png'],
    ['paint.cjs', 'from-cjs.png'],
  ]) {
    const told = run(process.execPath, [file], project).trim();
    expectPng(painted, told);
    say(`${file}: ${told}`);
  }
  const [esm, cjs] = ['from-esm.png', 'from-cjs.png'].map((file) => readFileSync(join(project, file)));
  if (!esm.equals(cjs)) throw new Error('ESM and CommonJS paint different pictures with one seed');
  say('both paint the same bytes');
}

function paintByCommand() {
  const bin = join(project, 'node_modules', '.bin', 'overpaint');
  const told = run(bin, ['bird.jpg', '-p', 'ink drawing', '--size', '64', '--steps', '2'], project).trim();
  expectPng('bird-overpaint.png', told);
  say(`overpaint bird.jpg -p "ink drawing": ${told}`);
}

/** What a bundler takes for browsers must be the browser's entry, without anything of Node's. */
function bundleForBrowsers() {
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

function expectPng(file, told) {
  const bytes = existsSync(join(project, file)) ? readFileSync(join(project, file)) : Buffer.alloc(0);
  const sides = bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n' && [
    bytes.readUInt32BE(16),
    bytes.readUInt32BE(20),
  ];
  if (!sides || Math.max(...sides) !== 64) throw new Error(`${file}: expected a PNG of 64 pixels (${told})`);
}

function write(file, text) {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, file), text);
}

function pnpm(args, cwd) {
  const { npm_execpath: running } = process.env;
  if (running?.includes('pnpm')) return run(process.execPath, [running, ...args], cwd);
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return run('npx', ['-y', packageManager, ...args], cwd);
}

/** Runs a program, returns its stdout, and fails with all it said. */
function run(program, args, cwd, env = {}) {
  try {
    return execFileSync(program, args, {
      cwd,
      env: { ...process.env, ...env },
      encoding: 'utf8',
      stdio: 'pipe',
      shell: windows,
    });
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}\n${error.stdout ?? ''}${error.stderr ?? ''}`, { cause: error });
  }
}

function say(text) {
  console.log(text);
}
