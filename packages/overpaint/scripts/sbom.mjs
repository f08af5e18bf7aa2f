/**
 * Writes a software bill of materials (CycloneDX): every package of ours as it is packed, and all that npm would install with them
 * today, on any platform. npm makes it; nothing is installed. Needs built packages. `check-packages.mjs` looks that nothing is missing.
 *
 *     node packages/overpaint/scripts/sbom.mjs overpaint.cdx.json
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { billOfMaterials } from './bill-of-materials.mjs';
import { packAll } from './pack.mjs';

const [destination] = process.argv.slice(2);
if (destination === undefined) {
  throw new Error('Where to? node packages/overpaint/scripts/sbom.mjs overpaint.cdx.json');
}
const folder = mkdtempSync(join(tmpdir(), 'overpaint-sbom-'));
try {
  const bill = billOfMaterials(packAll(folder), folder);
  writeFileSync(destination, `${JSON.stringify(bill, undefined, 2)}\n`);
  console.log(`${destination} lists ${bill.components.length} packages.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
