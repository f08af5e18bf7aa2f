import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { pause } from '@overpaint/core/platform';

/** Milliseconds between two signs of life of a holder, and those without one after which it counts as gone. */
const times = { beat: 2000, gone: 20_000, look: 100 };

interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
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
  await mkdir(dirname(path), { recursive: true });
  const own: Holder = { id: randomUUID(), pid: process.pid, host: hostname() };
  while (!(await take(path, own))) {
    await onWait?.();
    await pause(times.look, signal);
    await removeStale(path);
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
  const made = `${path}.${own.id}`;
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

async function removeStale(path: string): Promise<void> {
  const holder = await holderOf(path);
  if (!(await isStale(path, holder))) return;
  const aside = `${path}.${randomUUID()}.stale`;
  try {
    await rename(path, aside);
  } catch {
    return; // another one was quicker
  }
  // Between the look and the move somebody may have taken it anew: then it goes back.
  if ((await holderOf(aside))?.id !== holder?.id) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

async function isStale(path: string, holder: Holder | undefined): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) return false;
  const silent = Date.now() - facts.mtimeMs > times.gone;
  return silent || (holder !== undefined && holder.host === hostname() && !isAlive(holder.pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
