import { randomInt } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type FramesTogether, saveFrames } from '../../index.js';
import { duration } from '../bar.js';
import { callOptions } from '../call-options.js';
import { isAborted } from '../failure.js';
import { isFolder } from '../folders.js';
import { openFrameStore } from '../frame-store.js';
import { besideOf, chooseFramesOutput } from '../frames-output.js';
import { fingerprintOf } from '../hashes.js';
import { decisiveFlags } from '../options-key.js';
import { paintFramesInto, untilAborted } from '../paint-frames-into.js';
import type { PaintFlags } from '../painting-options.js';
import { findPictures } from '../pictures.js';
import type { Session } from '../session.js';
import { UsageError } from '../usage-error.js';

/** Flags of animations, beside those of painting. */
export interface FramesFlags
  extends PaintFlags,
    Pick<FramesTogether, 'follow' | 'tween' | 'curve' | 'length' | 'loops'> {
  readonly steadyColors?: boolean;
  readonly fps?: number;
}

/**
 * Paints an animation frame by frame into a folder, and joins what lies there in the end: stopped at any moment, the same
 * command goes on. Returns the exit status.
 */
export async function frames(name: string, flags: FramesFlags, session: Session): Promise<number> {
  const { terminal, interruption } = session;
  const { signal } = interruption;
  const source = await findSource(name, session);
  const output = await chooseFramesOutput(source, flags);
  const options = await callOptions(flags, session);
  if (Array.isArray(options.prompt)) throw new UsageError('Frames take one prompt.');
  const { count, ...painting } = options;
  if ((count ?? 1) !== 1) throw new UsageError('Frames are painted once each. Leave --count out.');
  const store = await openFrameStore(output.store, {
    fingerprint: fingerprintOf([await factsOf(source.path), decisive(flags)]),
    seed: painting.seed ?? randomInt(2 ** 32),
    overwrite: flags.overwrite === true,
  });
  const done = store.painted();
  if (done > 0) terminal.note(`${name}  ${done} frames are painted already; goes on behind them.`);
  const started = performance.now();
  try {
    await paintFramesInto(store, { name, frames: source.input, painting, together: togetherOf(flags) }, session);
    if (!output.toFolder) await saveFrames(output.path, untilAborted(store, signal), savingOf(flags));
  } catch (error) {
    if (isAborted(error))
      terminal.note(`${store.painted()} frames are kept in ${output.store}; the same command goes on.`);
    throw error;
  }
  if (!output.toFolder) await rm(output.store, { recursive: true, force: true });
  const painted = store.painted() - done;
  terminal.note(
    `${name}  ${store.painted()} frames, ${painted} of them painted now, seed ${store.seed}, ${duration((performance.now() - started) / 1000)}`,
  );
  terminal.print(output.path);
  terminal.data([{ input: name, outputs: [output.path], seed: store.seed, frames: store.painted(), painted }]);
  return 0;
}

interface Source {
  readonly path: string | undefined;
  readonly stem: string;
  readonly folder: string;
  readonly isFolder: boolean;
  readonly input: string | Uint8Array;
}

async function findSource(name: string, { terminal, interruption: { signal } }: Session): Promise<Source> {
  if (await isFolder(name)) {
    const path = resolve(name);
    return { path, stem: basename(path), folder: dirname(name), isFolder: true, input: name };
  }
  const [picture, ...more] = await findPictures([name], terminal);
  if (picture === undefined || more.length > 0) {
    throw new UsageError(`${name}: an animation is one file, or a folder of its frames.`);
  }
  const { path, stem, folder } = picture;
  const input = await picture.load(signal);
  return { path, ...(path === undefined ? { stem, folder } : besideOf(name)), isFolder: false, input };
}

/** What the flags say of the frames together. */
function togetherOf({ follow, tween, curve, length, loops, fps, steadyColors }: FramesFlags): FramesTogether {
  return {
    ...{ follow, tween, curve, length, loops },
    ...(steadyColors === false && { steadyColors }),
    ...(fps !== undefined && { delay: 1000 / fps }),
  };
}

const savingOf = ({ quality, metadata }: FramesFlags) => ({ quality, ...(metadata === false && { metadata }) });

/** Frames are kept as PNG, whatever they are written as in the end. */
const decisive = (flags: FramesFlags) => decisiveFlags(flags).filter(([name]) => name !== 'quality');

/** What tells a file, or a folder's files, from others of that name. */
async function factsOf(path: string | undefined): Promise<unknown> {
  if (path === undefined) return undefined;
  const facts = await stat(path).catch(() => undefined);
  if (!facts?.isDirectory()) return [path, facts?.size, facts?.mtimeMs];
  const names = (await readdir(path)).sort();
  return [path, await Promise.all(names.map(async (name) => [name, (await stat(join(path, name))).size]))];
}
