import type { Engine } from '@overpaint/server';
import { loadQueue } from '../load-queue.js';
import { logLine, troubleLine } from '../log-line.js';
import { type ServedFlags, servedModels } from '../served-models.js';
import type { CommonFlags } from '../session.js';
import { Terminal } from '../terminal.js';
import { untilStopped } from '../until-stopped.js';
import { UsageError } from '../usage-error.js';

/** Flags of `overpaint serve`. */
export interface ServeFlags extends CommonFlags, ServedFlags {
  readonly host: string;
  readonly port: number;
  readonly token?: string;
  readonly queue?: string;
  readonly store: string;
  readonly allowOrigin?: readonly string[];
  readonly imageUrls?: boolean;
  readonly logPrompts?: boolean;
  readonly maxPixels?: number;
  readonly maxSteps?: number;
  readonly maxCount?: number;
  readonly maxBody?: number;
  readonly maxRequests?: number;
}

/** `overpaint serve`: answers until it is told to stop. Returns the exit status. */
export async function serve(flags: ServeFlags): Promise<number> {
  const { listen, localEngine } = await import('@overpaint/server'); // no other command needs it, and all would wait for it
  const terminal = new Terminal(flags);
  const onTrouble = (error: unknown) => terminal.error(troubleLine(error));
  const { host, port, token = process.env['OVERPAINT_TOKEN'] || undefined, queue } = flags;
  const engine =
    queue === undefined ? await localEngine(servedModels(flags)) : await workersBehind(queue, flags, onTrouble);
  const limits = {
    pixels: flags.maxPixels,
    steps: flags.maxSteps,
    count: flags.maxCount,
    bodyBytes: flags.maxBody,
    requests: flags.maxRequests,
  };
  const server = await listen(engine, {
    host,
    port,
    token,
    origins: flags.allowOrigin,
    limits,
    imageUrls: flags.imageUrls,
    log: (record) => terminal.note(logLine(record)),
    logPrompts: flags.logPrompts,
    onTrouble,
  }).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  const told = untilStopped(terminal); // whoever reads the address may stop it at once
  terminal.print(server.url);
  terminal.data({ url: server.url });
  await told;
  await server.close();
  return 0;
}

/** The queue's workers as the engine. What is served is theirs to say. */
async function workersBehind(
  connection: string,
  flags: ServeFlags,
  onTrouble: (error: unknown) => void,
): Promise<Engine> {
  const { model, controlNet, loraFolder, threads, providers } = flags;
  const theirs = { '--model': model, '--control-net': controlNet, '--lora-folder': loraFolder, '--threads': threads };
  for (const [flag, given] of Object.entries({ ...theirs, '--providers': providers })) {
    if (given !== undefined)
      throw new UsageError(`${flag} belongs to "overpaint worker": with --queue, workers paint.`);
  }
  const { queueEngine } = await loadQueue();
  return queueEngine({ connection, store: flags.store, onTrouble });
}
