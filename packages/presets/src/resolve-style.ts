import { InvalidArgumentError } from './invalid-argument.js';
import { defineStyle, type Style, type StyleDefinition } from './style.js';
import { type StyleName, styles } from './styles/registry.js';
import { suggestion } from './suggestion.js';

/** A built-in style by name, or one of one's own, of which name and template are enough. Any spelling of the name is taken: `OIL_PAINTING`, `Oil Painting`. */
export type StyleChoice = StyleName | StyleDefinition | (string & {});

/**
 * The style of a name; case, spaces, `_` and `-` do not count, so that other tools' names work (`CINEMATIC_CLOSEUP`).
 *
 * @throws `INVALID_ARGUMENT` (`argument: 'style'`) for an unknown name; the message suggests the nearest.
 */
export function resolveStyle(choice: StyleChoice): Style {
  if (typeof choice === 'object' && choice !== null) return defineStyle(choice);
  if (typeof choice !== 'string') throw new InvalidArgumentError('style', 'the name of a style', choice);
  byFolded ??= new Map(Object.values(styles).map((style) => [fold(style.name), style]));
  const style = byFolded.get(fold(choice));
  if (style !== undefined) return style;
  const hint = suggestion(choice.toLowerCase(), Object.keys(styles));
  throw new InvalidArgumentError('style', 'the name of a style', choice, `${hint}"overpaint styles" lists them all.`);
}

let byFolded: Map<string, Style> | undefined;
const fold = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, '');
