import type { Backend, Feeds, Session } from '@overpaint/core';
import type { NodeBackend } from '../packages/node/src/backend.js';
import type { NodeImageInput } from '../packages/node/src/image-input.js';
import { processorSeconds } from './processor-time.js';

/** A network call that was made: what went in, what came out, how long it took. */
export interface ObservedRun {
  readonly component: string;
  readonly path: string;
  readonly feeds: Feeds;
  readonly outputs: Feeds;
  readonly milliseconds: number;
  /** Of the processor. */
  readonly seconds: number;
}

/** A backend that tells of every network call. */
export function observed(backend: NodeBackend, onRun: (run: ObservedRun) => void): Backend<NodeImageInput> {
  return {
    ...backend,
    async createSession(file): Promise<Session> {
      const session = await backend.createSession(file);
      const { component } = file;
      const path = (await file.files.locate(file.path)) as string;
      return {
        ...session,
        async run(feeds, fetches) {
          const [started, used] = [performance.now(), process.cpuUsage()];
          const outputs = await session.run(feeds, fetches);
          const milliseconds = performance.now() - started;
          onRun({ component, path, feeds, outputs, milliseconds, seconds: processorSeconds(used) });
          return outputs;
        },
      };
    },
  };
}
