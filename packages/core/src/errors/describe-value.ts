/** A short, safe text of any value for an error message: its kind, and as much of it as fits on a line. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  if (typeof value === 'object' && value !== null) {
    const name = value.constructor?.name ?? 'object';
    return name === 'Object'
      ? `an object with keys ${Object.keys(value).slice(0, 5).join(', ') || '(none)'}`
      : `a ${name}`;
  }
  return String(value);
}
