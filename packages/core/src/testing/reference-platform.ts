import { Buffer } from 'node:buffer';
import type { Backend } from '../backend/backend.js';
import type { ModelFiles } from '../backend/files.js';
import type { Feeds } from '../backend/runtime.js';
import type { OverpaintImage } from '../overpaint-image.js';
import type { Platform } from '../platform.js';
import { plainPresets } from './plain-presets.js';
import { referenceBackend, referenceFiles } from './reference-backend.js';

const golden = new URL('../../golden/pipelines/', import.meta.url);

/** One of the source pictures that the reference pipelines were run on. */
export const referencePicture = (name = 'photo-64x64.png') => new URL(`inputs/${name}`, golden);

export interface ReferencePlatform extends Platform<URL> {
  /** Networks that are open now, by component. */
  readonly open: string[];
  /** Runs of each network so far. */
  readonly runs: Record<string, number>;
}

export interface ReferencePlatformOptions {
  /** Changes what a network puts out, or fails in its place. */
  readonly intercept?: (component: string, outputs: Feeds) => Feeds | Promise<Feeds>;
  readonly files?: (files: ModelFiles) => ModelFiles;
}

/** A model's files with one of them replaced or added. */
export function withFile(path: string, text: string): (files: ModelFiles) => ModelFiles {
  const content = new TextEncoder().encode(text);
  return (files) => ({
    ...files,
    list: async () => [
      ...(await files.list()).filter((entry) => entry.path !== path),
      { path, size: content.length, present: true },
    ],
    read: async (asked, range) =>
      asked === path ? content.subarray(range?.from, range?.to) : files.read(asked, range),
  });
}

/** A model's files, one graph of which another exporter made. */
export function withGraph(path: string, edit: (graph: Buffer) => Buffer): (files: ModelFiles) => ModelFiles {
  return (files) => {
    const graph = files.read(path).then((bytes) => edit(Buffer.from(bytes)));
    return {
      ...files,
      async list() {
        const { length: size } = await graph;
        return (await files.list()).map((one) => (one.path === path ? { ...one, size } : one));
      },
      read: async (asked, range) =>
        asked === path ? (await graph).subarray(range?.from, range?.to) : files.read(asked, range),
      locate: async (asked) => (asked === path ? new Blob([Uint8Array.from(await graph)]) : files.locate(asked)),
    };
  };
}

/** The tiny reference pipelines as a platform that counts what is open and what ran. The source is a model's name. */
export function referencePlatform({
  intercept,
  files = (same) => same,
}: ReferencePlatformOptions = {}): ReferencePlatform {
  const open: string[] = [];
  const runs: Record<string, number> = {};
  const backend: Backend<URL> = {
    ...referenceBackend,
    async createSession(file) {
      const session = await referenceBackend.createSession(file);
      open.push(file.component);
      return {
        ...session,
        async run(feeds, fetches) {
          runs[file.component] = (runs[file.component] ?? 0) + 1;
          const outputs = await session.run(feeds, fetches);
          return intercept ? intercept(file.component, outputs) : outputs;
        },
        async dispose() {
          open.splice(open.indexOf(file.component), 1);
          await session.dispose();
        },
      };
    },
  };
  return {
    backend,
    presets: plainPresets,
    open,
    runs,
    openModel: async (source = 'sd15-tiny') => files(referenceFiles(new URL(`${source}/`, golden))),
    decorate: (image: OverpaintImage) => image,
  };
}
