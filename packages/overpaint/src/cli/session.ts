import { type BoundOverpaint, bindOverpaint, type Dtype } from '../index.js';
import { type Interruption, listenForInterruption } from './interruption.js';
import { Terminal } from './terminal.js';

/** Flags that every command takes. */
export interface CommonFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** Flags about the machine. */
export interface RuntimeFlags {
  readonly threads?: number;
  readonly providers?: readonly string[];
  readonly memory?: 'resident' | 'staged';
  readonly concurrency?: number;
  readonly vae?: string;
  readonly tinyVae?: string;
  readonly dtype?: Dtype;
}

/** What a command works with: someone to talk to, a signal to stop by, and the library. */
export interface Session {
  readonly terminal: Terminal;
  readonly interruption: Interruption;
  readonly overpaint: BoundOverpaint;
  readonly debug: boolean;
}

export function openSession({
  json,
  quiet,
  debug = false,
  threads,
  providers,
  concurrency,
}: CommonFlags & RuntimeFlags): Session {
  const terminal = new Terminal({ json, quiet });
  const overpaint = bindOverpaint({
    ...(threads !== undefined && { threads }),
    ...(providers !== undefined && { providers }),
    ...(concurrency !== undefined && { concurrency }),
  });
  return { terminal, interruption: listenForInterruption(terminal), overpaint, debug };
}
