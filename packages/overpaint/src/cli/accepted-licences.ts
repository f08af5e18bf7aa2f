import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isOverpaintError, recommendedModels, saveFile } from '../index.js';
import { makeFolder } from './folders.js';

/** Licences of which the name alone says that they forbid commercial use. */
const nonCommercial =
  /(^|[-_ ])nc($|[-_ \d])|non-?commercial|stabilityai-ai-community|sai-nc|research-only|flux-1-dev/i;

/** Whether a model may not be used commercially, as far as the table of recommended models or the name of its licence tells. */
export function forbidsCommercialUse(id: string, licence: string | undefined): boolean {
  const known = recommendedModels.find((model) => model.id === id);
  return known ? !known.commercial : licence !== undefined && nonCommercial.test(licence);
}

/** Models whose terms the person has accepted on this machine, so that they are asked once. */
export function acceptedLicences(env: NodeJS.ProcessEnv = process.env) {
  const folder = configFolder(env);
  const file = folder && join(folder, 'overpaint', 'accepted-licences.json');
  const read = async (): Promise<Record<string, string>> => {
    try {
      const accepted: unknown = JSON.parse(await readFile(file ?? '', 'utf8'));
      return typeof accepted === 'object' ? { ...(accepted as Record<string, string>) } : {};
    } catch {
      return {}; // none yet
    }
  };
  return {
    has: async (id: string) => Object.hasOwn(await read(), id),
    /** @returns whether it will be known the next time: there may be no place for it. */
    async add(id: string): Promise<boolean> {
      if (file === undefined) return false;
      const accepted = { ...(await read()), [id]: new Date().toISOString() };
      try {
        await makeFolder(dirname(file));
        await saveFile(file, new TextEncoder().encode(`${JSON.stringify(accepted, undefined, 2)}\n`));
        return true;
      } catch (error) {
        if (isOverpaintError(error, 'STORAGE')) return false;
        throw error;
      }
    },
  };
}

/** Where a person keeps settings. A user whom nobody has made, as in some containers, has no such folder. */
function configFolder(env: NodeJS.ProcessEnv): string | undefined {
  if (env['XDG_CONFIG_HOME']) return env['XDG_CONFIG_HOME'];
  try {
    return join(homedir(), '.config');
  } catch {
    return undefined;
  }
}
