import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/**
 * What the files of a package import that whoever installs the package alone may not have: packages that it does not
 * list, files that it does not ship. Package managers that keep dependencies apart (pnpm, Yarn) hide such a package, and
 * TypeScript makes everything `any` that comes from it.
 *
 * Programs may use Node's own modules, and optional peers, which they ask for when they need them. Declarations may use
 * neither: they are read wherever the package is.
 *
 * @param {string} folder of the package as it is published
 * @returns {string[]} one line for each import that is wrong
 */
export function unlistedImports(folder) {
  const { name, dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const listed = Object.keys({ [name]: '', ...dependencies, ...peerDependencies });
  const optional = Object.keys(peerDependenciesMeta ?? {}).filter((peer) => peerDependenciesMeta[peer].optional);

  const isThere = (file, specifier) => {
    const path = join(dirname(file), specifier);
    if (!/\.d\.[mc]?ts$/.test(file)) return existsSync(path);
    return [path, path.replace(/\.([mc]?)js$/, '.d.$1ts')].some((each) => existsSync(each));
  };
  const mayImport = (file, specifier) => {
    if (/^\.\.?\//.test(specifier)) return isThere(file, specifier);
    const imported = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
    if (/\.d\.[mc]?ts$/.test(file)) return listed.includes(imported) && !optional.includes(imported);
    return isBuiltin(specifier) || listed.includes(imported);
  };
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[mc]?[jt]s$/.test(path) && !path.split(/[\\/]/).includes('node_modules'))
    .map((path) => join(folder, path))
    .flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !mayImport(file, specifier))
        .map((specifier) => `${name}: ${relative(folder, file)} imports ${specifier}`),
    );
}

/** Every module that a file names: by import, export, require, `import()` and `/// <reference>`. */
function importsOf(file) {
  const found = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  const types = found.typeReferenceDirectives.map(({ fileName }) => `@types/${fileName}`);
  const files = found.referencedFiles.map(({ fileName }) => (fileName.startsWith('.') ? fileName : `./${fileName}`));
  return [...new Set([...found.importedFiles.map(({ fileName }) => fileName), ...types, ...files])];
}
