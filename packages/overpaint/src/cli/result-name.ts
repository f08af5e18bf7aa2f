/** Bytes that a file's name may have: on nearly all file systems, and on those that encrypt names. */
export const nameLimits = [255, 143] as const;

/**
 * A file name of `stem` and `tail` in at most `limit` bytes: the end of the stem goes where they are too long. It is cut
 * between letters as people see them, so that no accent and no part of an emoji is left alone.
 */
export function resultName(stem: string, tail: string, limit: number = nameLimits[0]): string {
  const room = limit - Buffer.byteLength(tail);
  if (Buffer.byteLength(stem) <= room) return `${stem}${tail}`;
  let kept = '';
  let bytes = 0;
  for (const { segment } of letters.segment(stem)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > room) break;
    kept += segment;
  }
  return `${kept.trimEnd()}${tail}`;
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
