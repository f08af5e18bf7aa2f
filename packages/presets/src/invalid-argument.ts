/**
 * The error of a wrong argument. It has the code, the field and the brand of `@overpaint/core`'s errors, so that
 * `isOverpaintError()` knows it, without a dependency on that package.
 */
export class InvalidArgumentError extends Error {
  override readonly name = 'InvalidArgumentError';
  readonly code = 'INVALID_ARGUMENT';
  readonly argument: string;

  constructor(argument: string, expected: string, received: unknown, hint = '') {
    const shown = typeof received === 'string' ? JSON.stringify(received.slice(0, 60)) : describe(received);
    super(`${argument}: expected ${expected}, received ${shown}.${hint && ` ${hint.trim()}`}`);
    this.argument = argument;
    Object.defineProperty(this, Symbol.for('overpaint.error'), { value: true });
  }
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'a function' : String(value);
  return Array.isArray(value) ? `an array of ${value.length}` : 'an object';
}
