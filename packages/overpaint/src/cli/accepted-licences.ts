import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { recommendedModels } from '../index.js';

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
  const file = join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'overpaint', 'accepted-licences.json');
  const read = async (): Promise<Record<string, string>> => {
    try {
      return JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
    } catch {
      return {}; // none yet
    }
  };
  return {
    has: async (id: string) => Object.hasOwn(await read(), id),
    async add(id: string) {
      const accepted = { ...(await read()), [id]: new Date().toISOString() };
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${JSON.stringify(accepted, undefined, 2)}\n`);
    },
  };
}
