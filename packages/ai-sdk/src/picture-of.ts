import type { ImageModelV3File } from '@ai-sdk/provider';
import { InvalidArgumentError } from 'overpaint';

/**
 * A picture of a call as `img2img()` takes it. Bytes and addresses only: what is no address of the web is never opened as a file.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for other addresses, and for text that is no base64.
 */
export function pictureOf(argument: string, file: ImageModelV3File): Uint8Array | URL {
  if (file.type === 'url') {
    const url = URL.canParse(file.url) ? new URL(file.url) : undefined;
    if (url && /^https?:$/.test(url.protocol)) return url;
    throw new InvalidArgumentError(argument, 'an address that begins with http: or https:', file.url);
  }
  if (typeof file.data !== 'string') return file.data;
  try {
    return Uint8Array.from(atob(file.data), (character) => character.charCodeAt(0));
  } catch {
    throw new InvalidArgumentError(argument, 'a picture as bytes, base64 or an address', file.data.slice(0, 40));
  }
}
