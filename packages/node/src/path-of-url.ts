import { fileURLToPath } from 'node:url';
import { InvalidArgumentError } from '@overpaint/core';

/**
 * The path of a `file:` URL.
 *
 * @throws InvalidArgumentError `INVALID_ARGUMENT` for URLs that name no file here: of another scheme, or of another machine.
 */
export function pathOfUrl(argument: string, url: string | URL): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw new InvalidArgumentError(
      argument,
      'a file: URL of this machine, such as file:///photos/bird.png',
      String(url),
    );
  }
}
