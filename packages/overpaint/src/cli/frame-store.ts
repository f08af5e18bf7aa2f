import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type AnimationRecipe,
  type Image,
  nodeImageCodec,
  type ResumedFrames,
  readRecipe,
  type SavedFrame,
  saveFile,
} from '../index.js';
import { makeFolder } from './folders.js';
import { UsageError } from './usage-error.js';

/** What is kept of an animation beside its painted frames. */
interface KeptFrames {
  readonly version: 1;
  /** Of everything that decides the frames: those of another call are not mixed in. */
  readonly fingerprint: string;
  readonly seed: number;
  readonly loop: number;
  /** How the frames are painted together; missing where an older version began. */
  readonly animation?: AnimationRecipe | undefined;
  /** Milliseconds of each frame that is painted. */
  readonly delays: readonly number[];
}

/** Painted frames in a folder, each whole or not at all, so that an animation goes on where it was stopped, however it was. */
export interface FrameStore {
  readonly seed: number;
  /** How many frames are painted. */
  painted(): number;
  resume(): Promise<ResumedFrames | undefined>;
  /** Keeps the next frame, encoded as PNG. */
  add(png: Uint8Array, facts: StoredFacts): Promise<void>;
  frames(): AsyncIterable<SavedFrame>;
}

/** What is kept beside a frame. */
type StoredFacts = Pick<KeptFrames, 'loop' | 'animation'> & { readonly delay: number };

export interface StoreOptions {
  readonly fingerprint: string;
  /** For an animation that begins here. */
  readonly seed: number;
  /** Whether frames of another call give way. */
  readonly overwrite: boolean;
}

const manifest = 'frames.json';
/** `frame-00001.png`: names that sort as the frames do. */
const frameName = (index: number) => `frame-${String(index + 1).padStart(5, '0')}.png`;
const isFrame = (name: string) => /^frame-\d{5,}\.png$/.test(name);

/** @throws UsageError where the folder holds frames of another call; StorageError `STORAGE` */
export async function openFrameStore(folder: string, options: StoreOptions): Promise<FrameStore> {
  const { fingerprint, overwrite } = options;
  await makeFolder(folder);
  const found = await readKept(folder);
  const mine = await ownFiles(folder);
  const begun = found?.fingerprint === fingerprint ? found : undefined;
  if (begun === undefined && mine.some(isFrame) && !overwrite) {
    throw new UsageError(
      `${folder} holds frames of another call. Name another place with -o, remove it, or say --overwrite to begin anew.`,
    );
  }
  const there = new Set(mine);
  const delays = begun?.delays ?? [];
  const missing = delays.findIndex((_, index) => !there.has(frameName(index))); // one was taken away
  let kept: KeptFrames = {
    ...{ version: 1, fingerprint, seed: options.seed, loop: 0, ...begun },
    delays: missing < 0 ? delays : delays.slice(0, missing),
  };
  // What no run of this call finished, and what is another's.
  const painted = new Set(kept.delays.map((_, index) => frameName(index)));
  for (const name of mine) if (name !== manifest && !painted.has(name)) await rm(join(folder, name), { force: true });
  const write = () => saveFile(join(folder, manifest), new TextEncoder().encode(`${JSON.stringify(kept)}\n`));
  await write(); // before any frame: a folder with frames is always known to be somebody's
  const bytesOf = (index: number) => readFile(join(folder, frameName(index)));

  return {
    seed: kept.seed,
    painted: () => kept.delays.length,
    async resume() {
      const index = kept.delays.length;
      if (index === 0) return undefined;
      return { index, first: await decode(await bytesOf(0)), last: await decode(await bytesOf(index - 1)) };
    },
    async add(png, { delay, ...facts }) {
      await saveFile(join(folder, frameName(kept.delays.length)), png);
      kept = { ...kept, ...facts, delays: [...kept.delays, delay] };
      await write();
    },
    async *frames() {
      for (const [index, delay] of kept.delays.entries()) {
        const bytes = await bytesOf(index);
        const recipe = index === 0 ? readRecipe(bytes) : undefined;
        const { loop, animation } = kept;
        yield { image: { ...(await decode(bytes)), ...(recipe && { recipe }) }, delay, loop, animation };
      }
    },
  };
}

/** What a folder tells of the frames in it: how they were painted together, and the name of the first. */
export async function readKeptFrames(
  folder: string,
): Promise<(Pick<KeptFrames, 'animation'> & { readonly first: string }) | undefined> {
  const kept = await readKept(folder);
  return kept && { animation: kept.animation, first: frameName(0) };
}

async function readKept(folder: string): Promise<KeptFrames | undefined> {
  try {
    const kept = JSON.parse(await readFile(join(folder, manifest), 'utf8')) as KeptFrames;
    return kept.version === 1 && Array.isArray(kept.delays) ? kept : undefined;
  } catch {
    return undefined; // none yet, or what somebody else wrote
  }
}

/** Files that this store wrote. */
async function ownFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name === manifest || isFrame(name));
}

async function decode(bytes: Uint8Array): Promise<Image> {
  const opened = await nodeImageCodec.openImage(bytes, { limitInputPixels: Number.MAX_SAFE_INTEGER });
  return opened.decode();
}
