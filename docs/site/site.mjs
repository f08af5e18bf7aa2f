/**
 * What the documentation's site is made of: every page, in the order of docs/README.md, and every public name, from the sources.
 * TypeDoc reads this file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const folder = join(root, 'docs/dist');

/** The sources of what can be imported, as patterns. */
const { include } = JSON.parse(readFileSync(new URL('tsconfig.json', import.meta.url), 'utf8'));

/** Which part of the navigation a page belongs to; the first that fits. */
export const parts = [
  ['Guide', /^docs\/(README\.md|gallery\/|guide\/[^/]+$)/],
  ['Models', /^docs\/guide\/models\//],
  ['Concepts', /^docs\/concepts\//],
  ['Recipes', /^docs\/recipes\//],
  ['Schedulers', /^docs\/schedulers\//],
  ['Examples', /^examples\//],
  ['Packages', /^packages\//],
  ['Decisions', /^docs\/decisions\//],
  ['Project', /^/],
];

/** @returns all pages from the root of the repository, with `/`; those that docs/README.md names come first, as it names them. */
export function pages() {
  const index = readFileSync(join(root, 'docs/README.md'), 'utf8');
  const named = [...index.matchAll(/\]\(([^)#]+\.md)/g)].map(([, link]) => relative(root, join(root, 'docs', link)));
  const found = ['', 'docs/', 'packages/', 'examples/'].flatMap((folder) => pagesIn(folder));
  return [...new Set(['docs/README.md', ...named, ...found.sort()])];
}

/** @param folder from the root, with `/` at its end; of the root itself only what lies in it directly. */
function pagesIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return folder === '' || elsewhere.test(entry.name) ? [] : pagesIn(`${path}/`);
    return path.endsWith('.md') && path !== 'README.md' ? [path] : [];
  });
}

const elsewhere = /^(node_modules|dist|golden|src|\.next)$/;
const absolute = (path) => join(root, path);

export default {
  name: 'Overpaint',
  readme: absolute('README.md'),
  projectDocuments: pages().map(absolute),
  entryPoints: include.map((pattern) => join(dirname(fileURLToPath(import.meta.url)), pattern)),
  tsconfig: fileURLToPath(new URL('tsconfig.json', import.meta.url)),
  skipErrorChecking: true, // `pnpm typecheck` does
  basePath: root,
  out: folder,
  plugin: [fileURLToPath(new URL('pages.mjs', import.meta.url))],
  excludeInternal: true,
  excludePrivate: true,
  includeVersion: true,
  headings: { readme: false, document: false },
  includeHierarchySummary: false,
  disableGit: true,
  gitRevision: 'main',
  sourceLinkTemplate: 'https://github.com/overpaint/overpaint/blob/{gitRevision}/{path}#L{line}',
  searchInDocuments: true,
  searchInComments: true,
  navigation: { includeGroups: true, includeCategories: false, includeFolders: false },
  groupOrder: [...parts.slice(0, -2).map(([name]) => name), 'Modules', ...parts.slice(-2).map(([name]) => name), '*'],
  sortEntryPoints: false,
  highlightLanguages: ['ts', 'tsx', 'js', 'jsx', 'json', 'html', 'sh', 'bash', 'python', 'yaml', 'http', 'css'],
  validation: { invalidPath: false }, // links.mjs looks at every link of what was built
  treatWarningsAsErrors: true,
  logLevel: 'Warn',
};
