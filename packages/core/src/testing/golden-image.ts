import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Image } from '../image/image.js';

const folder = new URL('../../golden/images/', import.meta.url);

/** `golden/images/cases.json`; a test names the part of it that it reads. */
export function readImageCases<T>(): T {
  return JSON.parse(readFileSync(new URL('cases.json', folder), 'utf8'));
}

/** A picture below `golden/images`, orientation applied. */
export async function readGoldenImage(path: string): Promise<Image> {
  const { data, info } = await sharp(fileURLToPath(new URL(path, folder)))
    .rotate()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
}

/** An opaque picture without a pattern, the same every time. */
export function noisyImage(width: number, height: number): Image {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? 255 : (Math.imul(i + 1, 0x9e3779b1) >>> 13) & 255;
  return { width, height, data };
}

/** The largest difference between two pictures in levels; infinite when their sizes differ. */
export function imageDistance(a: Image, b: Image): number {
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY;
  let distance = 0;
  for (let i = 0; i < a.data.length; i++) distance = Math.max(distance, Math.abs(a.data[i]! - b.data[i]!));
  return distance;
}

/** base64 of little-endian float32, as the reference files hold it. */
export function decodeFloats(base64: string): Float32Array {
  return new Float32Array(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer);
}
