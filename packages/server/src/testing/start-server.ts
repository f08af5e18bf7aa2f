import { fileURLToPath } from 'node:url';
import { createNodeOverpaint } from '@overpaint/node';
import sharp from 'sharp';
import type { Engine } from '../engine.js';
import { type ListenOptions, listen } from '../listen.js';
import { type LocalEngineOptions, localEngine } from '../local-engine.js';

const model = fileURLToPath(new URL('../../../model-mini/model/', import.meta.url));

/** The embedded model under the name `mini`. */
export const miniEngine = (options: LocalEngineOptions = {}): Promise<Engine> =>
  localEngine({ overpaint: createNodeOverpaint({ threads: 2 }), models: { mini: model, other: model }, ...options });

/** A server on a free port of loopback that ends with the block it is started in. */
export async function startServer(options: ListenOptions = {}, engine?: Engine) {
  const server = await listen(engine ?? (await miniEngine()), { port: 0, ...options });
  return { ...server, [Symbol.asyncDispose]: server.close };
}

/** A small photo: a bright disc on a gradient. */
export const photo = (width = 64, height = 64): Promise<Buffer> =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#468"/><circle cx="50%" cy="50%" r="20" fill="#fc6"/></svg>`,
    ),
  )
    .png()
    .toBuffer();
