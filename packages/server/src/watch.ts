import type { PaintProgress } from './engine.js';

/** Who looks on: metrics and the log. */
export interface Watch {
  painting(model: string): PaintingWatch;
}

export interface PaintingWatch {
  progress(event: PaintProgress): void;
  end(how: 'done' | 'failed' | 'cancelled'): void;
}

export const nobody: Watch = { painting: () => ({ progress() {}, end() {} }) };
