/**
 * The weights of a tag, what stands behind its name, in A1111's order: `<lora:name:0.8>` is one for all networks, `<lora:name:0.5:0.8>` the text
 * encoders' and the denoiser's, which may be named too (`te=0.5`, `unet=0.8`).
 */
export function tagWeights(values: readonly string[]): { readonly weight: number; readonly textEncoderWeight: number } {
  const named = new Map<string, number>();
  const positional: number[] = [];
  for (const value of values) {
    const [, name, number] = /^\s*(?:(\w+)\s*=)?\s*(.+?)\s*$/.exec(value) ?? [];
    const parsed = Number(number);
    if (!Number.isFinite(parsed)) continue;
    if (name) named.set(name.toLowerCase(), parsed);
    else positional.push(parsed);
  }
  const textEncoderWeight = named.get('te') ?? positional[0] ?? 1;
  return { textEncoderWeight, weight: named.get('unet') ?? positional[1] ?? textEncoderWeight };
}
