import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './examples.js';

/** A package that is installed with ours, by somebody else. */
export interface Dependency {
  readonly name: string;
  /** An SPDX expression. */
  readonly licence: string;
  /** Which of our packages bring it along. */
  readonly broughtBy: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What a package's own manifest does not say in SPDX's words, read in its LICENSE file. */
const readThere: Readonly<Record<string, string>> = { flatbuffers: 'Apache-2.0' };

/** Everything that somebody installs who installs all of our packages, by name. */
export function dependencies(): Dependency[] {
  const ours = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name));
  const ownNames = ours.map((folder) => manifestOf(folder).name);
  const found = new Map<string, { licence: string; broughtBy: Set<string> }>();
  for (const folder of ours) {
    for (const path of reachedFrom(folder)) {
      const { name, license = 'unknown' } = manifestOf(path);
      if (ownNames.includes(name)) continue;
      const shown = anyPlatform(name);
      const entry = found.get(shown) ?? { licence: readThere[name] ?? license, broughtBy: new Set() };
      entry.broughtBy.add(manifestOf(folder).name);
      found.set(shown, entry);
    }
  }
  return [...found]
    .map(([name, { licence, broughtBy }]) => ({ name, licence, broughtBy: [...broughtBy].sort() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Parts for one platform are other packages on another. */
const anyPlatform = (name: string) =>
  name.replace(/^(@img\/sharp(?:-libvips)?|@msgpackr-extract\/msgpackr-extract)-.*/, '$1-*');

function reachedFrom(folder: string, reached = new Set<string>()): Set<string> {
  const { dependencies, optionalDependencies } = manifestOf(folder);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const path = installedFor(folder, name);
    if (path === undefined || reached.has(path)) continue; // an optional one of another platform
    reached.add(path);
    reachedFrom(path, reached);
  }
  return reached;
}

/** Where a package finds what it depends on, as Node looks for it. */
function installedFor(folder: string, name: string): string | undefined {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const path = join(at, 'node_modules', name);
    if (existsSync(path)) return realpathSync(path);
  }
  return undefined;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

export const licenceTable = (list: readonly Dependency[]): string =>
  [
    '| licence | packages |',
    '| --- | --- |',
    ...[...new Set(list.map(({ licence }) => licence))].sort().map((licence) => {
      const names = list.filter((entry) => entry.licence === licence).map(({ name }) => name);
      return `| ${licence} | ${names.join(', ')} |`;
    }),
  ].join('\n');
