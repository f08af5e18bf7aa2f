import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  AbortedError,
  BackendError,
  DownloadError,
  type ErrorByCode,
  type ErrorCode,
  ImageDecodeError,
  ImageTooLargeError,
  InvalidArgumentError,
  isOverpaintError,
  ModelIntegrityError,
  ModelInvalidError,
  ModelNotFoundError,
  NonFiniteError,
  OfflineError,
  OutOfMemoryError,
  OverpaintError,
  StorageError,
  UnsupportedError,
} from './index.js';

const errors: { [C in ErrorCode]: ErrorByCode[C] } = {
  INVALID_ARGUMENT: new InvalidArgumentError('steps', 'a number', 'many'),
  UNSUPPORTED: new UnsupportedError('mask', 'Not yet.'),
  IMAGE_DECODE: new ImageDecodeError('No picture.'),
  IMAGE_TOO_LARGE: new ImageTooLargeError(10, 20, 100),
  MODEL_NOT_FOUND: new ModelNotFoundError('models/none', 'Nothing there.'),
  MODEL_INVALID: new ModelInvalidError('unet', 'No such input.'),
  MODEL_INTEGRITY: new ModelIntegrityError('unet/model.onnx', 'Another hash.'),
  DOWNLOAD: new DownloadError('No answer.', { url: 'https://example.org/a' }),
  OFFLINE: new OfflineError('The network is off.'),
  STORAGE: new StorageError('The disk is full.'),
  BACKEND: new BackendError('unet', 'It failed.'),
  NON_FINITE: new NonFiniteError('unet', 'while denoising'),
  OUT_OF_MEMORY: new OutOfMemoryError('unet', 'Too large.'),
  ABORTED: new AbortedError('enough'),
};

const codes = Object.keys(errors) as ErrorCode[];

it.each(Object.entries(errors))('%s is the code of its class', (code, error) => {
  expect(error.code).toBe(code); // the classes only declare their code's type
  expect(error).toBeInstanceOf(OverpaintError);
});

describe('isOverpaintError', () => {
  it('knows an error by its code, and by no other', () => {
    for (const code of codes) expect(codes.filter((asked) => isOverpaintError(errors[code], asked))).toEqual([code]);
  });

  it('knows errors of another copy of the package, and nothing else', () => {
    const foreign = Object.assign(new Error('Too large.'), {
      code: 'OUT_OF_MEMORY',
      [Symbol.for('overpaint.error')]: true,
    });
    expect(isOverpaintError(foreign)).toBe(true);
    expect(isOverpaintError(foreign, 'OUT_OF_MEMORY')).toBe(true);
    expect(isOverpaintError(foreign, 'OFFLINE')).toBe(false);
    for (const other of [new Error('no'), { code: 'OFFLINE' }, 'OFFLINE', null, undefined]) {
      expect(isOverpaintError(other)).toBe(false);
      expect(isOverpaintError(other, 'OFFLINE')).toBe(false);
    }
  });

  it('tells the compiler which facts an error has', () => {
    const caught: unknown = errors.DOWNLOAD;
    if (isOverpaintError(caught, 'OUT_OF_MEMORY')) expectTypeOf(caught).toEqualTypeOf<OutOfMemoryError>();
    if (isOverpaintError(caught, 'DOWNLOAD')) expectTypeOf(caught.url).toBeString();
    if (isOverpaintError(caught)) {
      expectTypeOf(caught).toExtend<OverpaintError>();
      if (caught.code === 'IMAGE_TOO_LARGE') expectTypeOf(caught.limit).toBeNumber();
      switch (caught.code) {
        case 'MODEL_NOT_FOUND':
          expectTypeOf(caught).toEqualTypeOf<ModelNotFoundError>();
          break;
        case 'DOWNLOAD':
          expectTypeOf(caught.status).toEqualTypeOf<number | undefined>();
      }
    }
    // @ts-expect-error there is no such code
    expect(isOverpaintError(caught, 'OUT_OF_MEMROY')).toBe(false);
  });
});
