import { join } from 'node:path';
import { homeFolder } from './home-folder.js';

/** Where files that can be made again are kept: `OVERPAINT_CACHE`, or the place that the system has for such files. */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['OVERPAINT_CACHE']) return env['OVERPAINT_CACHE'];
  if (platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(homeFolder(), 'AppData', 'Local'), 'overpaint', 'Cache');
  if (platform === 'darwin') return join(homeFolder(), 'Library', 'Caches', 'overpaint');
  return join(env['XDG_CACHE_HOME'] || join(homeFolder(), '.cache'), 'overpaint');
}
