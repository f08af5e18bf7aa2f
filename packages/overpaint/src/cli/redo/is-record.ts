import type { SourceRecord } from '../../index.js';

/** Whether a recipe, in which anything may stand, says by which facts a picture is known again. */
export function isRecord(value: unknown): value is SourceRecord {
  const { of, bytes, sha256 } = (value ?? {}) as Partial<SourceRecord>;
  return ['file', 'pixels', 'files'].includes(of as string) && typeof bytes === 'number' && typeof sha256 === 'string';
}
