import type { LocalEngineOptions } from '@overpaint/server';
import { bindOverpaint, modelId } from '../index.js';
import type { RuntimeFlags } from './session.js';

/** What is served by a name, and where it lies: `name=source`. */
export type Named = readonly [name: string, source: string];

/** Flags about what paints, of a server and of a worker. */
export interface ServedFlags extends Pick<RuntimeFlags, 'threads' | 'providers'> {
  readonly model?: readonly Named[];
  readonly controlNet?: readonly Named[];
  readonly loraFolder?: string;
}

/** What an engine of this process is made of; without a model it serves the embedded one. */
export function servedModels({ model, controlNet, loraFolder, threads, providers }: ServedFlags): LocalEngineOptions {
  return {
    overpaint: bindOverpaint({ threads, providers }),
    models: Object.fromEntries(model ?? [['mini', modelId]]),
    controlNets: Object.fromEntries(controlNet ?? []),
    loraFolder,
  };
}
