import { readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig } from 'tsup';

rmSync('dist', { recursive: true, force: true });

const entry = {
  index: 'src/index.ts',
  platform: 'src/platform/index.ts',
  series: 'src/series/index.ts',
  testing: 'src/testing/index.ts',
};

/**
 * Written as entries, parts become files of their own, and `index` a list of names. Bundlers then leave out a part of which
 * nothing is used (`sideEffects: false`); inside of one large file they keep whatever takes a call to make, such as
 * tables. Only those of `entry` can be imported by name.
 */
const parts = {
  errors: 'src/errors/index.ts',
  image: 'src/image/index.ts',
  metadata: 'src/metadata/index.ts',
  overpaint: 'src/overpaint.ts',
  random: 'src/random/index.ts',
  run: 'src/run.ts',
  sample: 'src/sample.ts',
  schedule: 'src/schedulers/create-schedule.ts',
  schedulers: 'src/schedulers/index.ts',
  text: 'src/text/index.ts',
};

/** Each piece of `platform` is a part too: the browser's scripts take one or two of them. */
const pieces = [...readFileSync('src/platform/index.ts', 'utf8').matchAll(/ from '(.*)\.js'/g)].map(([, path]) => {
  const source = new URL(`${path}.ts`, 'file:///src/platform/').pathname.slice(1);
  return [`platform-${basename(source, '.ts')}`, source] as const;
});

/** Declares `Symbol.asyncDispose` also to projects whose own `lib` ends before it. */
const banner = '/// <reference lib="esnext.disposable" />';

const common = { sourcemap: true, target: 'es2022', dts: { entry, banner } } as const;

export default defineConfig([
  { ...common, entry: { ...entry, ...parts, ...Object.fromEntries(pieces) }, format: 'esm' },
  { ...common, entry, format: 'cjs', splitting: true }, // one copy of each class, whichever entry it comes from
]);
