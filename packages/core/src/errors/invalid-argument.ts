import { describeValue } from './describe-value.js';
import { OverpaintError } from './overpaint-error.js';

/** An option is missing, out of range or of the wrong kind. `argument` names it. */
export class InvalidArgumentError extends OverpaintError {
  override readonly name = 'InvalidArgumentError';
  readonly argument: string;

  constructor(argument: string, expected: string, received: unknown, hint = '') {
    super(
      'INVALID_ARGUMENT',
      `${argument}: expected ${expected}, received ${describeValue(received)}.${hint && ` ${hint.trim()}`}`,
    );
    this.argument = argument;
  }
}
