/** A JSON object as another program wrote it. */
export type ForeignObject = Readonly<Record<string, unknown>>;

/**
 * A JSON object of any program, or nothing where the text is none. Whole numbers of more digits than a number holds come
 * as strings, digit by digit; Python's `NaN` and `Infinity` as null.
 */
export function parseObject(text: string | undefined): ForeignObject | undefined {
  if (text === undefined || !/^\s*\{/.test(text)) return undefined;
  // Strings are matched first, so that what is in them is left alone.
  const plain = text.replace(/"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\d[\d.eE+-]*|-?Infinity|NaN/g, (part) => {
    if (part.startsWith('"')) return part;
    if (/^-?\d+$/.test(part)) return Number.isSafeInteger(Number(part)) ? part : `"${part}"`;
    return /\d/.test(part) ? part : 'null';
  });
  try {
    return asObject(JSON.parse(plain));
  } catch {
    return undefined;
  }
}

/** The value if it is an object, but no array. */
export function asObject(value: unknown): ForeignObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ForeignObject) : undefined;
}

/** Whether a text is meant as a JSON object, be it cut off or spelled as Python prints it: never a prompt. */
export function resemblesObject(text: string): boolean {
  return /^\s*[[{]\s*\{?\s*(["'])[^"'\n]*\1\s*:/.test(text);
}
