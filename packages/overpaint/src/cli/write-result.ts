import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type NodeImage, saveFile } from '../index.js';
import type { Destination } from './destination.js';
import type { Picture } from './pictures.js';

/**
 * Puts a painted picture where results go.
 *
 * @returns the path, or `-` for stdout.
 */
export async function writeImage(
  image: NodeImage,
  place: { destination: Destination; picture: Picture; number: number; total: number; quality?: number | undefined },
): Promise<string> {
  const { destination, picture, number, total, quality } = place;
  const options = quality === undefined ? {} : { quality };
  if (destination.stdout) return writeStdout(await image.encode(destination.format, options));
  const path = await newPath(destination, picture, number, total);
  await image.save(path, options);
  return path;
}

/** The same for the bytes of a PNG, such as a contact sheet. */
export async function writePng(bytes: Uint8Array, destination: Destination, picture: Picture): Promise<string> {
  if (destination.stdout) return writeStdout(bytes);
  const path = await newPath(destination, picture, 1, 1);
  await saveFile(path, bytes);
  return path;
}

async function newPath(destination: Destination, picture: Picture, number: number, total: number): Promise<string> {
  const path = await destination.pathFor(picture, number, total);
  await mkdir(dirname(path), { recursive: true });
  return path;
}

async function writeStdout(bytes: Uint8Array): Promise<'-'> {
  await new Promise<void>((resolve, reject) =>
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve())),
  );
  return '-';
}
