import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageManagers } from './package-managers.mjs';
import { run } from './run.mjs';

/**
 * A software bill of materials (CycloneDX): our packages as they are packed, and all that npm would install with them today, on
 * any platform. npm makes it; nothing is installed.
 *
 * @param {readonly { name: string, path: string }[]} tarballs
 * @param {string} folder where npm may write
 */
export function billOfMaterials(tarballs, folder) {
  const { npm } = packageManagers({ pnpm: '', registry: '' });
  const project = join(folder, 'bill-of-materials');
  mkdirSync(project);
  const dependencies = Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`]));
  const manifest = { name: 'overpaint-and-what-comes-along', version: '0.0.0', private: true, dependencies };
  for (const [file, text] of Object.entries(npm.files(manifest, tarballs))) writeFileSync(join(project, file), text);
  const [command, ...install] = npm.install;
  run(command, [...install, '--package-lock-only'], project, npm.env);
  const bill = JSON.parse(run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], project));
  for (const component of bill.components) {
    // Where this machine had the tarball is nobody's business.
    component.externalReferences = component.externalReferences.filter(({ url }) => !url.startsWith('file:'));
  }
  return bill;
}

/** A component's name with its scope, as npm writes it. */
export const nameOf = ({ group, name }) => (group ? `${group}/${name}` : name);

/**
 * What a bill lacks: our packages, and what docs/packages.md says comes along. Names that end in `*` are parts for single
 * platforms.
 *
 * @returns {string[]}
 */
export function missingIn({ components }, tarballs, licences) {
  const there = components.map(nameOf);
  const [, table] = /<!-- licences: begin -->(.*)<!-- licences: end -->/s.exec(licences);
  const along = table
    .split('\n')
    .slice(3)
    .flatMap((row) => row.split('|')[2]?.split(',') ?? [])
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const lists = (name) =>
    name.endsWith('*') ? there.some((one) => one.startsWith(name.slice(0, -1))) : there.includes(name);
  return [...tarballs.map(({ name }) => name), ...along].filter((name) => !lists(name));
}
