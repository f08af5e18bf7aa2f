import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pause } from '@overpaint/core/platform';
import { makeFolder } from '../make-folder.js';
import { hasEnded, ownProcess, type ProcessIdentity } from '../process-identity.js';
import { unfinishedPath } from '../unfinished.js';

/** Milliseconds between two signs of life of a holder, and those without one after which it counts as gone. */
const times = { beat: 2000, gone: 20_000, look: 100 };

interface Holder extends ProcessIdentity {
  readonly id: string;
}

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called again and again while somebody else holds it. */
  onWait?(): void | Promise<void>;
}

/**
 * Does `work` while no other process of this machine, or of another one that sees the folder, holds the lock of this name. A
 * process that was killed holds nothing: it is known by its number here, and by its silence elsewhere.
 *
 * What is guarded must be right without it too, since two may hold a lock of a machine that was asleep; the lock saves double work.
 *
 * @throws AbortedError `ABORTED` when the signal fires while it waits.
 */
export async function withLockFile<T>(
  path: string,
  { signal, onWait }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  await makeFolder(dirname(path));
  const own: Holder = { id: randomUUID(), ...ownProcess() };
  const silence = watchSilence(path);
  while (!(await take(path, own))) {
    await onWait?.();
    await pause(times.look, signal);
    const gone = await silence();
    if (gone !== undefined) await removeStale(path, gone.holder);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), times.beat);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await holderOf(path))?.id === own.id) await rm(path, { force: true });
  }
}

/** Made under another name and given this one, so that nobody reads a lock that is half written. */
async function take(path: string, own: Holder): Promise<boolean> {
  const made = await unfinishedPath(dirname(path));
  await writeFile(made, JSON.stringify(own));
  try {
    await link(made, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'ENOENT') return false;
    return await takeWithoutLinks(path, own); // FAT and some network drives know no second names
  } finally {
    await rm(made, { force: true });
  }
}

const takeWithoutLinks = (path: string, own: Holder) =>
  writeFile(path, JSON.stringify(own), { flag: 'wx' }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );

async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

async function removeStale(path: string, holder: Holder | undefined): Promise<void> {
  const aside = await unfinishedPath(dirname(path));
  try {
    await rename(path, aside);
  } catch {
    return; // another one was quicker
  }
  // Between the look and the move somebody may have taken it anew: then it goes back.
  if ((await holderOf(aside))?.id !== holder?.id) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

/**
 * Tells each time whether a lock's holder is gone, and who that was. Clocks may be set back: a time that does not change tells as
 * much as an old one.
 */
function watchSilence(path: string): () => Promise<{ readonly holder: Holder | undefined } | undefined> {
  let last = { time: Number.NaN, seen: 0 };
  return async () => {
    const facts = await stat(path).catch(() => undefined);
    if (facts === undefined) return undefined;
    const holder = await holderOf(path);
    if (holder !== undefined && hasEnded(holder)) return { holder };
    const now = performance.now();
    if (facts.mtimeMs !== last.time) last = { time: facts.mtimeMs, seen: now };
    const silent = Math.max(Date.now() - facts.mtimeMs, now - last.seen) > times.gone;
    return silent ? { holder } : undefined;
  };
}
