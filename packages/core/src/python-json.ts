/** A noncharacter of Unicode, which no text holds: where NaN stood, since JSON has no number for it. */
const notANumber = '\ufdd0';

/**
 * Parses JSON as Python writes it, which every config file of a model folder may be: infinities and NaN stand there as
 * bare words (DPM-Solver's `"lambda_min_clipped": -Infinity`), and a byte order mark may come first.
 *
 * @throws SyntaxError for what is no JSON otherwise.
 * @example
 * ```ts
 * import { parsePythonJson } from './python-json.js';
 * parsePythonJson('{ "lambda_min_clipped": -Infinity }'); // { lambda_min_clipped: -Infinity }
 * ```
 */
export function parsePythonJson(text: string): unknown {
  const plain = text.replace(/^\ufeff/, '');
  try {
    return JSON.parse(plain);
  } catch (cause) {
    // Strings are matched first, so that a word inside one is left alone. Beyond the largest double lies infinity.
    const numbers = plain.replace(/"(?:[^"\\]|\\.)*"|\b(?:Infinity|NaN)\b(?=\s*(?:[,\]}]|$))/g, (part) =>
      part === 'NaN' ? `"${notANumber}"` : part === 'Infinity' ? '1e999' : part,
    );
    if (numbers === plain) throw cause;
    return JSON.parse(numbers, (_, value) => (value === notANumber ? Number.NaN : value));
  }
}
