import { parsePythonJson } from '../python-json.js';

/** A JSON object as another program wrote it. */
export type ForeignObject = Readonly<Record<string, unknown>>;

/**
 * A JSON object of any program, or nothing where the text is none. Whole numbers of more digits than a number holds come
 * as strings, digit by digit.
 */
export function parseObject(text: string | undefined): ForeignObject | undefined {
  if (text === undefined || !/^\s*\{/.test(text)) return undefined;
  // Strings are matched first, so that what is in them is left alone.
  const exact = text.replace(/"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\d[\d.eE+-]*/g, (part) =>
    /^-?\d+$/.test(part) && !Number.isSafeInteger(Number(part)) ? `"${part}"` : part,
  );
  return parseOwnObject(exact);
}

/** A JSON object whose numbers are as JavaScript wrote them, or nothing where the text is none. */
export function parseOwnObject(text: string | undefined): ForeignObject | undefined {
  try {
    return asObject(parsePythonJson(text ?? ''));
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
