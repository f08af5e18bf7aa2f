/** A graph's own path as its folder and its name in it. */
export function graphSource(source: string): { readonly folder: string; readonly path: string | undefined } {
  const match = /^(.*?)([^/\\]+\.onnx)$/i.exec(source);
  if (match === null) return { folder: source, path: undefined };
  return { folder: match[1] || '.', path: match[2] };
}
