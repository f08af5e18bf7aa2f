import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The person's folder. A process may run as a user whom nobody has made, in a container for one; such users have the
 * folder that Debian gives to users without one (Debian policy, 9.2.3): nothing is there, and nothing can be kept there.
 */
export function homeFolder(): string {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : '/nonexistent';
  } catch {
    return '/nonexistent';
  }
}
