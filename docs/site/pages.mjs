/**
 * A plugin of TypeDoc that lets pages be as they are: a page's first heading names it, its folder says which part of the navigation
 * it belongs to, and a link to a folder leads to the folder's README. Modules are named as they are imported.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Converter, ReflectionKind } from 'typedoc';
import { parts, root } from './site.mjs';

export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, page) => {
    const file = page.project.files.getReflectionPath(page);
    const path = relative(root, file).replaceAll('\\', '/');
    page.name = titleOf(file);
    page.frontmatter.group = parts.find(([, pattern]) => pattern.test(path))[0];
    if (path.endsWith('/README.md')) page.project.files.registerReflectionPath(dirname(file), page);
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = importedAs(module.sources[0].fileName);
    }
  });
}

/** The first heading, without what marks words as code. */
const titleOf = (file) => /^# (.+)$/m.exec(readFileSync(file, 'utf8'))[1].replaceAll('`', '');

/** How programs import what a source exports: `@overpaint/presets/lm` for packages/presets/src/language-model/index.ts. */
function importedAs(path) {
  const { paths } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).compilerOptions;
  return Object.keys(paths).find((name) => paths[name][0] === `./${path}`);
}
