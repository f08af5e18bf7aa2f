/**
 * Vite's development server bundles dependencies ahead of time into `node_modules/.vite/deps` and does not copy the files
 * that they refer to; but it serves `node_modules` as it is. Elsewhere undefined.
 *
 * @param path of a file or folder in a package, such as `@overpaint/web/dist/assets/`.
 */
export function servedFromModules(path: string): string | undefined {
  const own = import.meta.url;
  return /\/node_modules\/\.vite\/deps\w*\//.test(own) ? new URL(`../../${path}`, own).href : undefined;
}
