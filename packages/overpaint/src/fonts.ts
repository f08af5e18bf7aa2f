import { fileURLToPath } from 'node:url';

/** Fonts of this package. This file lies as deep as what it is built into, so that the path is the same in both. */
export const fontsFolder: string = fileURLToPath(new URL('../fonts/', import.meta.url));
