/** A value of an option in a few words, for a label. */
export function axisText(value: unknown): string {
  if (value === undefined) return 'default';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.length > 0 ? value.map(axisText).join(' + ') : 'none';
  const { name, id, source, weight, width, height, _class_name } = value as Readonly<Record<string, unknown>>;
  if (typeof name === 'string') return name; // styles, features
  if (typeof id === 'string') return id; // models
  if (typeof _class_name === 'string') return _class_name; // configs of schedulers
  if (typeof width === 'number' && typeof height === 'number') return `${width}×${height}`;
  if (typeof source === 'string') {
    const file = source.replace(/^.*[/\\]/, '').replace(/\.safetensors$/, '');
    return weight === undefined ? file : `${file}:${weight}`; // LoRAs
  }
  return JSON.stringify(value, (_, part) => (ArrayBuffer.isView(part) ? 'bytes' : part)) ?? String(value);
}
