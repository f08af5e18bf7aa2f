import { join } from 'node:path';

/**
 * How each package manager installs tarballs that depend on one another, and runs what it has installed. npm lays all
 * packages side by side; pnpm and Yarn's Plug'n'Play hide from a package what it does not list.
 */
const file = ({ path }) => `file:${path}`;
const byName = (tarballs) => Object.fromEntries(tarballs.map((tarball) => [tarball.name, file(tarball)]));
const withoutScripts = { ONNXRUNTIME_NODE_INSTALL: 'skip' }; // its download of CUDA

/** @param {{ pnpm: string, registry: string }} versions what to run as pnpm, and where Yarn asks for packages */
export const packageManagers = ({ pnpm, registry }) => ({
  npm: {
    files: (manifest, tarballs) => ({ 'package.json': json({ ...manifest, overrides: byName(tarballs) }) }),
    install: ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'],
    program: inBin,
    env: withoutScripts,
  },
  pnpm: {
    files: (manifest, tarballs) => ({
      'package.json': json(manifest),
      'pnpm-workspace.yaml': json({
        overrides: byName(tarballs),
        ignoredBuiltDependencies: ['onnxruntime-node', 'protobufjs', 'sharp'],
        managePackageManagerVersions: false,
      }), // JSON is YAML
    }),
    install: ['npx', '-y', pnpm, 'install', '--reporter=silent', '--prefer-offline'],
    program: inBin,
    env: withoutScripts,
  },
  'Yarn PnP': {
    files: (manifest, tarballs) => ({
      'package.json': json({ ...manifest, resolutions: byName(tarballs) }),
      'yarn.lock': '', // this folder is the project, whatever lies above it
    }),
    install: ['npx', '-y', yarn, 'install', '--no-immutable'],
    program: (name) => ['npx', '-y', yarn, name],
    env: {
      ...withoutScripts,
      YARN_ENABLE_SCRIPTS: 'false',
      YARN_ENABLE_TELEMETRY: 'false',
      YARN_NPM_REGISTRY_SERVER: registry,
    },
  },
});

const inBin = (name) => (name === 'node' ? [process.execPath] : [join('node_modules', '.bin', name)]);

const yarn = '@yarnpkg/cli-dist@4.18.1';

const json = (value) => JSON.stringify(value, undefined, 2);
