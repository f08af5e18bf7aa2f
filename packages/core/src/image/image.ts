/** Pixels: RGBA, 8 bits, row by row from the top left, straight alpha, sRGB. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}
