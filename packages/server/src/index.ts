/**
 * @packageDocumentation
 * Overpaint behind HTTP, for clients that exist: the APIs of A1111, OpenAI and Hugging Face, and one of its own with events; a token,
 * limits, health checks. `overpaint serve` is this on the command line.
 */

export {
  type ClientOptions,
  type ControlUnit,
  clientOptions,
  type Engine,
  type PaintControl,
  type Painted,
  type PaintedImage,
  type PaintProgress,
  type PaintRequest,
  type ServedModel,
} from './engine.js';
export { createHandler, type HandlerOptions, type RequestHandler } from './handler.js';
export { defaultLimits, type LimitOptions, type Limits } from './limits.js';
export { type ListenOptions, listen, type RunningServer } from './listen.js';
export { type LocalEngineOptions, localEngine } from './local-engine.js';
export type { LogRecord } from './log.js';
export type { Outcome, RequestRecord } from './watch.js';
