import type { Terminal } from './terminal.js';

const statuses = { SIGINT: 130, SIGTERM: 143 } as const;

/** Ctrl-C and termination as an `AbortSignal`. The exit status that belongs to them is set: 130, or 143 for SIGTERM. */
export interface Interruption {
  readonly signal: AbortSignal;
}

/**
 * The first signal stops the work after the network call that is running and lets it tidy up. The second one leaves at
 * once after that call: ending a process inside ONNX Runtime would crash it. From then on signals kill as usual.
 */
export function listenForInterruption(terminal: Terminal): Interruption {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals) => {
    const status = statuses[name as keyof typeof statuses];
    if (!controller.signal.aborted) {
      process.exitCode = status;
      terminal.error('Stopping after the network call that is running. Once more to leave without tidying up.');
      controller.abort(new Error(name));
      return;
    }
    for (const signal of Object.keys(statuses)) process.removeListener(signal, interrupt);
    process.exit(status);
  };
  for (const signal of Object.keys(statuses)) process.on(signal, interrupt);
  // Node would stop listening before it takes itself down: a signal then would kill what is done, and hide its status.
  process.once('beforeExit', () => process.exit());
  return { signal: controller.signal };
}
