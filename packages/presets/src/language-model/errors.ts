const brand = Symbol.for('overpaint.error');

/** Has the code, the field and the brand of core's UnsupportedError. */
export class MissingPackageError extends Error {
  override readonly name = 'UnsupportedError';
  readonly code = 'UNSUPPORTED';
  readonly feature = 'lmExpander';

  constructor(packageName: string, cause: unknown) {
    super(`lmExpander: the package ${packageName} cannot be loaded. Install it: npm install ${packageName}`, { cause });
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Has the code, the field and the brand of core's ModelNotFoundError. */
export class ModelLoadError extends Error {
  override readonly name = 'ModelNotFoundError';
  readonly code = 'MODEL_NOT_FOUND';
  readonly source: string;

  constructor(model: string, folder: string | undefined, cause: unknown) {
    const where = folder === undefined ? 'on the model hub' : `in ${folder}`;
    super(
      `lmExpander: expected a text-generation model "${model}" ${where}, but it cannot be loaded. ` +
        'It must hold ONNX weights under onnx/, with tokenizer.json and config.json beside.',
      { cause },
    );
    this.source = model;
    Object.defineProperty(this, brand, { value: true });
  }
}
