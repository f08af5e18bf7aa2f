import type { ModelFiles } from '../backend/files.js';
import { ModelInvalidError } from '../errors/index.js';
import { parsePythonJson } from '../python-json.js';

/** A JSON object as it was read; what it should hold is checked where it is used. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON object of a model folder, as Python may have written it ({@link parsePythonJson}).
 *
 * @throws ModelInvalidError `MODEL_INVALID` when the file is no JSON object.
 */
export async function readJson(files: ModelFiles, path: string, component: string): Promise<JsonObject> {
  const text = new TextDecoder().decode(await files.read(path));
  try {
    const value = parsePythonJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch (cause) {
    throw new ModelInvalidError(
      component,
      `${path} of ${files.location} is not valid JSON: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
  throw new ModelInvalidError(component, `${path} of ${files.location}: expected a JSON object.`);
}

/** A number of a JSON object, or nothing where it is absent or of another kind. */
export function numberOf(object: JsonObject | undefined, key: string): number | undefined {
  const value = object?.[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A string of a JSON object, or nothing where it is absent or of another kind. */
export function stringOf(object: JsonObject | undefined, key: string): string | undefined {
  const value = object?.[key];
  return typeof value === 'string' ? value : undefined;
}

/** Numbers of a JSON object, or nothing where they are absent or of another kind. */
export function numbersOf(object: JsonObject | undefined, key: string): readonly number[] | undefined {
  const values: unknown = object?.[key];
  return Array.isArray(values) && values.every((value) => Number.isFinite(value)) ? values : undefined;
}

/** The length of an array in a JSON object, or nothing where there is none. */
export function lengthOf(object: JsonObject | undefined, key: string): number | undefined {
  const value = object?.[key];
  return Array.isArray(value) ? value.length : undefined;
}
