/**
 * Writes a software bill of materials (CycloneDX): `overpaint` and `@overpaint/server` as they are packed, and all that npm would install
 * with them today, on any platform. npm makes it; nothing is installed. Needs built packages.
 *
 *     node packages/overpaint/scripts/sbom.mjs overpaint.cdx.json
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll } from './pack.mjs';
import { packageManagers } from './package-managers.mjs';
import { run } from './run.mjs';

const [destination] = process.argv.slice(2);
if (destination === undefined) {
  throw new Error('Where to? node packages/overpaint/scripts/sbom.mjs overpaint.cdx.json');
}
const folder = mkdtempSync(join(tmpdir(), 'overpaint-sbom-'));
try {
  const tarballs = packAll(folder);
  const { npm } = packageManagers({ pnpm: '', registry: '' });
  const asked = tarballs.filter(({ name }) => ['overpaint', '@overpaint/server'].includes(name));
  const dependencies = Object.fromEntries(asked.map(({ name, path }) => [name, `file:${path}`]));
  const manifest = { name: 'overpaint-and-what-comes-along', version: '0.0.0', private: true, dependencies };
  for (const [file, text] of Object.entries(npm.files(manifest, tarballs))) writeFileSync(join(folder, file), text);
  const [command, ...install] = npm.install;
  run(command, [...install, '--package-lock-only'], folder, npm.env);
  const bill = JSON.parse(run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], folder));
  for (const component of bill.components) {
    // Where this machine had the tarball is nobody's business.
    component.externalReferences = component.externalReferences.filter(({ url }) => !url.startsWith('file:'));
  }
  writeFileSync(destination, `${JSON.stringify(bill, undefined, 2)}\n`);
  console.log(`${destination} lists ${bill.components.length} packages.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
