import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { sendFile } from './test-server.js';

export const folder = fileURLToPath(new URL('../../../core/golden/pipelines/sd15-tiny/', import.meta.url));
export const unet = readFileSync(`${folder}unet/model.onnx`);
export const call = { image: '/images/source/photo.png', prompt: 'a cat', seed: 1, size: 64, steps: 4 };

/** The tiny model as a hub repository: the two answers that a download asks for. */
export const siblings = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.parentPath.includes('cases'))
  .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length).replace(/^\//, ''))
  .map((rfilename) => {
    const bytes = readFileSync(`${folder}${rfilename}`);
    const lfs = { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
    return { rfilename, size: bytes.length, ...(rfilename.endsWith('.onnx') && { lfs }) };
  });
export const hub = (request: IncomingMessage, response: ServerResponse): boolean | Promise<void> => {
  const { pathname } = new URL(request.url!, 'http://localhost');
  if (pathname === '/api/models/owner/tiny/revision/main') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ sha: 'c0ffee', siblings: [...siblings, { rfilename: 'README.md', size: 3 }] }));
    return true;
  }
  const [, path] = /^\/owner\/tiny\/resolve\/c0ffee\/(.*)$/.exec(pathname) ?? [];
  if (path !== undefined) return sendFile(request, response, `${folder}${path}`);
  return false;
};

/** Headers of graphs are asked for by ranges that end. */
export const isHeader = ({ range }: { readonly range?: string | undefined }): boolean => /-\d+$/.test(range ?? '');

/** The hub, with one wrong bit in the UNet, though not in its header. */
export const damagedHub = (request: IncomingMessage, response: ServerResponse) => {
  if (!request.url!.endsWith('/unet/model.onnx') || isHeader(request.headers)) return hub(request, response);
  const wrong = Buffer.from(unet);
  wrong[wrong.length - 100]! ^= 1;
  return void response.end(wrong);
};

interface Outcome {
  readonly width?: number;
  readonly warnings?: readonly string[];
  readonly downloads: readonly { loaded: number; total: number }[];
  readonly error?: {
    readonly code: string;
    readonly name: string;
    readonly message: string;
    readonly resumable?: boolean;
  };
}

/** Paints with the repository, as a new visit would: with a worker of its own. */
export const paintTiny = (
  page: Page,
  more: { storage?: 'auto' | 'disk' | 'memory'; model?: string } = {},
): Promise<Outcome> =>
  page.evaluate(
    async ([call, { storage = 'auto', model = 'owner/tiny' }]) => {
      const painter = globalThis.overpaint.createWebOverpaint({
        storage,
        hub: { endpoint: location.origin, attempts: 1 },
      });
      const downloads: { loaded: number; total: number }[] = [];
      try {
        const { images, warnings } = await painter.img2img({
          ...call,
          model,
          onProgress: (event) => {
            if (event.type === 'download') downloads.push({ loaded: event.loaded, total: event.total });
          },
        });
        return { width: images[0].width, warnings: warnings.map(({ code }) => code), downloads };
      } catch (error) {
        const { code, name, message, resumable } = error as Required<Outcome>['error'];
        return { error: { code, name, message, ...(resumable !== undefined && { resumable }) }, downloads };
      } finally {
        await painter.stop();
      }
    },
    [call, more] as const,
  );
