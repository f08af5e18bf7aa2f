import type { DefaultSettings } from './scheduler-class.js';

/**
 * What other tools call a scheduler where that is neither its name nor its class, with the settings of its class that the
 * label asks for beyond the name's own, if any. Case, blanks and punctuation do not count.
 */
export type OtherNames = Readonly<Record<string, DefaultSettings | null>>;
