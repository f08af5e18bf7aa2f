import { createInterface } from 'node:readline/promises';
import pc from 'picocolors';
import { type Dtype, isOverpaintError, type ModelLicence, type StoredModel } from '../../../index.js';
import { acceptedLicences, forbidsCommercialUse } from '../../accepted-licences.js';
import { bytesText } from '../../bytes-text.js';
import { downloadProgress } from '../../download-progress.js';
import { describeFailure, isAborted } from '../../failure.js';
import { type CommonFlags, openSession, type Session } from '../../session.js';

export interface PullFlags extends CommonFlags {
  readonly dtype?: Dtype;
  readonly acceptLicence?: boolean;
}

/** `overpaint models pull`: fetches models before they are needed. Returns the exit status. */
export async function pullModels(names: readonly string[], flags: PullFlags): Promise<number> {
  const session = openSession(flags);
  const { terminal } = session;
  const pulled: (StoredModel | { readonly id: string; readonly error: string; readonly code?: string })[] = [];
  let failed = 0;
  for (const name of names) {
    try {
      const model = await pull(name, flags, session);
      terminal.print(`${pc.bold(model.id)}  ${bytesText(model.bytes)}  ${model.folder}`);
      pulled.push(model);
    } catch (error) {
      if (isAborted(error)) throw error;
      const message = describeFailure(error, session.debug);
      terminal.error(`${name}: ${message}`);
      pulled.push({ id: name, error: message, ...(isOverpaintError(error) && { code: error.code }) });
      failed++;
    }
  }
  terminal.data(pulled);
  return failed > 0 ? 1 : 0;
}

async function pull(name: string, flags: PullFlags, session: Session): Promise<StoredModel> {
  const { terminal, overpaint, interruption } = session;
  const show = downloadProgress(terminal, name);
  return overpaint.pullModel(name, {
    dtype: flags.dtype,
    signal: interruption.signal,
    acceptLicence: (licence) => accept(licence, flags, session),
    onPlan: ({ downloadBytes, totalBytes, commit }) => {
      const rest = downloadBytes < 0.9 * totalBytes ? ` of ${bytesText(totalBytes)}, the rest is here` : '';
      if (downloadBytes > 0)
        terminal.note(`${name} at ${commit.slice(0, 12)}: ${bytesText(downloadBytes)} to fetch${rest}`);
    },
    onDownload: show,
  });
}

/** Licences that forbid commercial use are shown once; the answer is remembered. */
async function accept({ id, licence, url }: ModelLicence, flags: PullFlags, { terminal }: Session): Promise<boolean> {
  if (!forbidsCommercialUse(id, licence)) return true;
  const accepted = acceptedLicences();
  if (await accepted.has(id)) return true;
  terminal.note(`${id} is under ${licence ?? 'a licence'} that forbids commercial use. Its terms: ${url}`);
  if (!flags.acceptLicence && !(await ask('Accept them? [y/N] '))) return false;
  if (!(await accepted.add(id)))
    terminal.note('That they are accepted could not be kept: it is asked again the next time.');
  return true;
}

async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await prompt.question(question)).trim());
  } finally {
    prompt.close();
  }
}
