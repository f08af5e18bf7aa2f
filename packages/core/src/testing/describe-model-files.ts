import type { BlobLike } from '../backend/blob-like.js';
import type { DownloadEvent, ModelFiles } from '../backend/files.js';
import type { TestRunner } from './describe-scheduler.js';

/** What every implementation is opened with: a graph of some size, documents, a file of nothing, a folder in a folder. */
export const modelFilesContents: Readonly<Record<string, Uint8Array>> = {
  'model_index.json': text('{"_class_name": "StableDiffusionPipeline"}'),
  'tokenizer/merges.txt': text('#version: 0.2\n'),
  'unet/config.json': new Uint8Array(),
  'unet/model.onnx': made(300_000, 1),
  'unet/model.onnx_data': made(70_000, 2),
  'vae_decoder/model.onnx': made(1000, 3),
};

export interface DescribeModelFilesOptions {
  /** The graphs lie elsewhere until they are fetched. */
  readonly remote?: boolean;
  /** sha256 of bytes, in hex. */
  sha256(bytes: Uint8Array): Promise<string> | string;
  /** What `locate` gave, as bytes. */
  bytesAt(located: string | BlobLike): Promise<Uint8Array>;
}

/**
 * The suite that every implementation of `ModelFiles` passes, opened over {@link modelFilesContents}: what is known of
 * files, reading them whole and in part, fetching, giving up, and that no path leads out.
 *
 * @param open opens them anew for each test, and nothing of them is here before, if they are `remote`.
 */
export function describeModelFiles(
  { describe, it }: TestRunner,
  name: string,
  open: () => Promise<ModelFiles>,
  { remote = false, sha256, bytesAt }: DescribeModelFilesOptions,
): void {
  const contents = modelFilesContents;
  const paths = Object.keys(contents);
  const graphs = ['unet/model.onnx', 'unet/model.onnx_data'];
  const check = (what: string, test: (files: ModelFiles) => Promise<void>) => it(what, async () => test(await open()));

  describe(name, () => {
    check('lists every file, sorted, with its size', async (files) => {
      const entries = await files.list();
      same(
        entries.map(({ path }) => path),
        paths,
      );
      same(
        entries.map(({ size }) => size),
        paths.map((path) => contents[path]!.length),
      );
      for (const { path, sha256: known } of entries) {
        if (known !== undefined) same(known, await sha256(contents[path]!));
      }
      same(
        await presentOf(files, graphs),
        graphs.map(() => !remote),
      );
    });

    check('reads files whole', async (files) => {
      for (const path of paths) sameBytes(await files.read(path), contents[path]!, path);
    });

    check('reads parts: fewer bytes where the file ends before, none behind it', async (files) => {
      for (const path of ['unet/model.onnx', 'vae_decoder/model.onnx', 'unet/config.json']) {
        const bytes = contents[path]!;
        const { length } = bytes;
        const ranges = [
          ...[
            [0, 1],
            [0, 100],
            [1, 2],
            [500, 600],
            [100, 300],
            [0, length],
            [0, length + 1],
            [0, 2 ** 20],
          ],
          ...[
            [length - 1, length],
            [length - 10, length + 10],
            [length, length + 10],
            [length + 5, length + 10],
            [7, 7],
          ],
          ...[
            [0, 65_536],
            [65_536, 131_072],
            [131_072, 140_000],
            [299_000, 400_000],
            [131_000, 132_000],
          ],
        ] as [number, number][];
        for (const [from, to] of ranges) {
          if (from < 0) continue;
          sameBytes(await files.read(path, { from, to }), bytes.slice(from, to), `${path} ${from}…${to}`);
        }
      }
    });

    check('reads at once what is asked for at once', async (files) => {
      const asked = paths.flatMap((path) => [{ path }, { path, range: { from: 10, to: 2000 } }, { path }]);
      const read = await Promise.all(asked.map(({ path, range }) => files.read(path, range)));
      for (const [index, { path, range }] of asked.entries()) {
        sameBytes(read[index]!, contents[path]!.slice(range?.from, range?.to), path);
      }
    });

    check('fetches what is not here, once, and counts the files of a call together', async (files) => {
      const before = await presentOf(files, graphs);
      const events: DownloadEvent[] = [];
      await files.fetch(graphs, { onDownload: (event) => void events.push(event) });
      same(await presentOf(files, graphs), [true, true]);
      for (const path of graphs) sameBytes(await bytesAt(await files.locate(path)), contents[path]!, path);
      const total = graphs.reduce((sum, path, index) => sum + (before[index] ? 0 : contents[path]!.length), 0);
      if (remote) {
        same(new Set(events.map((event) => event.total)), new Set([total]));
        same(events.at(-1)!.loaded, total);
        const loaded = events.map((event) => event.loaded);
        same(
          loaded,
          [...loaded].sort((a, b) => a - b),
        );
        if (events.some(({ file }) => !graphs.includes(file)))
          fail(`events name other files: ${JSON.stringify(events)}`);
      } else same(events, []);

      const again: DownloadEvent[] = [];
      await files.fetch(graphs, { onDownload: (event) => void again.push(event) });
      same(again, []);
      await files.fetch([]);
    });

    check('fetches for callers at the same time, of whom one gives up', async (files) => {
      const controller = new AbortController();
      const impatient = files.fetch(graphs, { signal: controller.signal });
      const patient = files.fetch(graphs);
      controller.abort();
      await impatient.catch((error: unknown) => same((error as { code: string }).code, 'ABORTED'));
      await patient;
      same(await presentOf(files, graphs), [true, true]);
      for (const path of graphs) sameBytes(await bytesAt(await files.locate(path)), contents[path]!, path);
    });

    check('gives up when it is told to, and fetches when it is asked again', async (files) => {
      const stopped = new AbortController();
      stopped.abort();
      await refused(() => files.fetch(graphs, { signal: stopped.signal }), 'ABORTED');
      const controller = new AbortController();
      const fetching = files.fetch(graphs, { signal: controller.signal });
      controller.abort();
      await fetching.catch((error: unknown) => same((error as { code: string }).code, 'ABORTED'));
      await files.fetch(graphs);
      for (const path of graphs) sameBytes(await bytesAt(await files.locate(path)), contents[path]!, path);
    });

    check('names the exact weights by their hashes', async (files) => {
      const asked = ['unet/model.onnx_data', 'unet/model.onnx'];
      const lines = await Promise.all(asked.map(async (path) => `${await sha256(contents[path]!)}  ${path}\n`));
      same(await files.fingerprint(asked), await sha256(text(lines.join(''))));
    });

    for (const path of [
      'unet/missing.onnx',
      'missing',
      'unet',
      '',
      '../secret.txt',
      'unet/../../secret.txt',
      '/etc/hostname',
      'C:\\secret.txt',
      '..\\secret.txt',
      '.',
      'https://example.org/x',
    ]) {
      check(`refuses ${JSON.stringify(path)}`, async (files) => {
        await refused(() => files.read(path), 'MODEL_INVALID');
        await refused(() => files.read(path, { from: 0, to: 10 }), 'MODEL_INVALID');
        await refused(() => files.locate(path), 'MODEL_INVALID');
        await refused(() => files.fetch([path]), 'MODEL_INVALID');
        await refused(() => files.fingerprint([path]), 'MODEL_INVALID');
      });
    }

    check('says the same of its state as long as nothing changes', async (files) => {
      same(await files.state?.(), await files.state?.());
    });
  });
}

const presentOf = async (files: ModelFiles, paths: readonly string[]) => {
  const entries = await files.list();
  return paths.map((path) => entries.find((entry) => entry.path === path)?.present);
};

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

/** Bytes without a pattern, the same ones each time. */
function made(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (state * 48271) % 2147483647;
    return state & 255;
  });
}

function fail(message: string): never {
  throw new Error(message);
}

function same(received: unknown, expected: unknown): void {
  const plain = (value: unknown) => JSON.stringify(value instanceof Set ? [...value] : (value ?? null));
  if (plain(received) !== plain(expected)) fail(`expected ${plain(expected)}, received ${plain(received)}`);
}

function sameBytes(received: Uint8Array, expected: Uint8Array, where: string): void {
  if (received.length !== expected.length)
    fail(`${where}: expected ${expected.length} bytes, received ${received.length}`);
  const at = received.findIndex((byte, index) => byte !== expected[index]);
  if (at >= 0) fail(`${where}: byte ${at} is ${received[at]}, expected ${expected[at]}`);
}

async function refused(work: () => Promise<unknown>, code: string): Promise<void> {
  const error = await work().then(
    () => fail(`expected an error ${code}, received none`),
    (error: unknown) => error as { code?: string; message?: string },
  );
  if (error.code !== code) fail(`expected an error ${code}, received ${error.code}: ${error.message}`);
}
