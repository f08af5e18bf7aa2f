/**
 * A path that a model's files name, seen from the model's folder: `./` and `x/..` are resolved, `\` is `/`. A model is data
 * from strangers, so nothing may lead out of its folder.
 *
 * @param base the folder of the file that names it, inside the model's, such as `unet/`.
 * @returns nothing where it leads out.
 */
export function folderPath(path: string, base = ''): string | undefined {
  if (/^([/\\]|[a-z]+:)/i.test(path)) return undefined;
  const segments: string[] = [];
  for (const segment of `${base}${path}`.split(/[/\\]/)) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/');
}
