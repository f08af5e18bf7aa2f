import { OverpaintError } from './overpaint-error.js';

/** A network put out NaN or infinity, which would end as a black picture. `component` names the network. */
export class NonFiniteError extends OverpaintError {
  override readonly name = 'NonFiniteError';
  readonly component: string;

  constructor(component: string, where: string) {
    super(
      'NON_FINITE',
      `${component} put out a value that is not a finite number ${where}. ` +
        'Its weights may be damaged, or float16 overflows in it: try a float32 export of this component, another provider, or a lower guidance scale.',
    );
    this.component = component;
  }
}
