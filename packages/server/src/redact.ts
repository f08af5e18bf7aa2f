import { resolve } from 'node:path';

/** A path of a machine: from a root or a drive, two names or more. */
const anyPath = /(?<![\w/\\.:])(?:file:\/\/|[A-Za-z]:)?[\\/][\w.@~+-]+(?:[\\/][\w.@~+-]*)+/g;

/**
 * Takes places of this machine out of a message. `places` are those known beforehand, which may have blanks in them; any other
 * path is found by its looks.
 */
export function redactor(places: readonly string[]): (text: string) => string {
  const known = [...new Set(places.flatMap((place) => [resolve(place), place]))]
    .filter((place) => /[\\/]/.test(place))
    .sort((a, b) => b.length - a.length);
  return (text) => known.reduce((told, place) => told.replaceAll(place, '…'), text).replace(anyPath, '…');
}
