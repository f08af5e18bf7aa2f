import { bindOverpaint, modelId } from '../../index.js';
import type { CommonFlags, RuntimeFlags } from '../session.js';
import { Terminal } from '../terminal.js';

/** Flags of `overpaint serve`. */
export interface ServeFlags extends CommonFlags, Pick<RuntimeFlags, 'threads' | 'providers'> {
  readonly host: string;
  readonly port: number;
  readonly token?: string;
  readonly model?: readonly Named[];
  readonly controlNet?: readonly Named[];
  readonly loraFolder?: string;
  readonly allowOrigin?: readonly string[];
  readonly logPrompts?: boolean;
  readonly maxPixels?: number;
  readonly maxSteps?: number;
  readonly maxCount?: number;
  readonly maxBody?: number;
  readonly maxRequests?: number;
}

/** What is served by a name, and where it lies: `name=source`. */
export type Named = readonly [name: string, source: string];

/** `overpaint serve`: answers until it is told to stop. Returns the exit status. */
export async function serve(flags: ServeFlags): Promise<number> {
  const { listen, localEngine } = await import('@overpaint/server'); // no other command needs it, and all would wait for it
  const terminal = new Terminal(flags);
  const { host, port, token = process.env['OVERPAINT_TOKEN'] || undefined, threads, providers } = flags;
  const engine = await localEngine({
    overpaint: bindOverpaint({ threads, providers }),
    models: Object.fromEntries(flags.model ?? [['mini', modelId]]),
    controlNets: Object.fromEntries(flags.controlNet ?? []),
    loraFolder: flags.loraFolder,
  });
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
    log: (record) => terminal.note(lineOf(record)),
    logPrompts: flags.logPrompts,
    onTrouble: (error) => terminal.error(lineOf({ event: 'trouble', error: storyOf(error) })),
  }).catch(async (error: unknown) => {
    await engine.close();
    throw error;
  });
  terminal.print(server.url);
  terminal.data({ url: server.url });
  await stopped(terminal);
  await server.close();
  return 0;
}

/** A line of the log. */
const lineOf = (record: object) => JSON.stringify({ time: new Date().toISOString(), ...record });

const storyOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Until the first signal; the second one ends the process as usual. */
async function stopped(terminal: Terminal): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  terminal.note('Stopping: what is being painted is finished first. Once more to leave at once.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal);
}
