import { describe, expect, it } from 'vitest';
import {
  AbortedError,
  BackendError,
  DownloadError,
  errorFromWire,
  errorToWire,
  ImageTooLargeError,
  InvalidArgumentError,
  isOverpaintError,
  ModelInvalidError,
} from './index.js';

const travel = (error: unknown) => errorFromWire(structuredClone(errorToWire(error)));

describe('an error that crosses a thread', () => {
  it.each([
    new InvalidArgumentError('steps', 'a number', 'many'),
    new DownloadError('No answer.', { url: 'https://example.org/a', status: 404, resumable: true }),
    new BackendError('unet', 'It failed.', { cause: new Error('ORT says no') }),
    new ImageTooLargeError(10, 20, 100),
    new AbortedError('enough'),
  ])('is the same error: $name', (error) => {
    const arrived = travel(error);
    expect(arrived).toBeInstanceOf(error.constructor);
    expect(isOverpaintError(arrived)).toBe(true);
    expect({ ...arrived }).toEqual({ ...error });
    expect(arrived.message).toBe(error.message);
    expect(arrived.stack).toBe(error.stack);
    expect(arrived.cause).toEqual(error.cause);
  });

  it('keeps a chain of causes', () => {
    const arrived = travel(
      new ModelInvalidError('unet', 'a', { cause: new BackendError('unet', 'b', { cause: 'c' }) }),
    );
    expect(arrived.cause).toBeInstanceOf(BackendError);
    expect((arrived.cause as Error).cause).toBe('c');
  });

  it('carries errors that are not ours, and values that are no errors', () => {
    const other = travel(new TypeError('no function'));
    expect(isOverpaintError(other)).toBe(false);
    expect([other.name, other.message]).toEqual(['TypeError', 'no function']);
    expect(travel(new DOMException('no room', 'QuotaExceededError')).name).toBe('QuotaExceededError');
    expect(travel('just text').message).toBe('just text');
  });

  it('leaves out what cannot be copied', () => {
    const error = Object.assign(new BackendError('unet', 'It failed.'), { retry: () => {} });
    expect('retry' in travel(error)).toBe(false);
  });
});
