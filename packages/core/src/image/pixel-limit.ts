/** Pixels that a picture may have where nobody says: 16,383², what the common decoders refuse beyond too. */
export const usualPixelLimit = 268_402_689;
