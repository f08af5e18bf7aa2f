import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './examples.js';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const workflow = (name: string) => read(`.github/workflows/${name}.yml`);
const packages = readdirSync(join(root, 'packages')).map((name) => ({
  name,
  manifest: JSON.parse(read(`packages/${name}/package.json`)) as {
    readonly engines?: { readonly node?: string };
    readonly repository?: { readonly url?: string; readonly directory?: string };
    readonly publishConfig?: { readonly access?: string };
  },
}));

it('paints on every line of Node that the packages are checked with', () => {
  const lines = [...read('packages/overpaint/scripts/runtimes.mjs').matchAll(/'Node (\d+)/g)].map(([, line]) => line);
  const [, matrix] = /node: \[(.*)\]/.exec(workflow('ci'))!;
  expect(matrix!.split(', ')).toEqual(lines);
  expect(read('README.md')).toContain(`**Node ≥ 20.10**, ${lines.slice(1, -1).join(', ')} and ${lines.at(-1)}`);
  for (const { manifest } of packages) expect(manifest.engines?.node).toBe('>=20.10');
});

it('publishes only what passed, with a provenance statement, which names where each package comes from', () => {
  const [, job] = /\n {2}release:\n(.*)/s.exec(workflow('ci'))!;
  for (const line of [
    'needs: [check, paint]',
    "if: github.event_name == 'push' && github.ref == 'refs/heads/main'",
    'uses: ./.github/workflows/release.yml',
    'id-token: write',
  ]) {
    expect(job).toContain(line);
  }
  expect(workflow('release')).toMatch(/^on:\n {2}workflow_call:$/m); // and on no push of its own
  expect(workflow('release')).toContain('NPM_CONFIG_PROVENANCE: "true"');
  for (const { name, manifest } of packages) {
    const url = 'git+https://github.com/overpaint/overpaint.git';
    expect(manifest.repository).toMatchObject({ url, directory: `packages/${name}` });
    expect(manifest.publishConfig?.access).toBe('public');
  }
});
