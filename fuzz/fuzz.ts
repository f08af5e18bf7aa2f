import { isOverpaintError } from '@overpaint/core';
import fc from 'fast-check';
import { it } from 'vitest';

/** Minutes for each target, from `npm run fuzz -- 10`; without them two seconds and always the same inputs. */
const minutes = Number(process.env['OVERPAINT_FUZZ_MINUTES'] ?? 0);
const milliseconds = minutes > 0 ? minutes * 60_000 : 2000;
/** Microseconds of the processor that a call may take before it counts as one that hangs. */
const longest = 1e6;

/**
 * Asks a target with inputs of all kinds. It may answer, or fail with an error of Overpaint's or of one of the classes
 * named; anything else is a fault, and so is an answer that computes for more than a second.
 */
export function fuzz<T>(
  name: string,
  inputs: fc.Arbitrary<T>,
  target: (input: T) => unknown,
  { may = [] }: { readonly may?: readonly (new (...args: never[]) => Error)[] } = {},
): void {
  it(`${name}: answers, or refuses in its own words`, { timeout: milliseconds + 60_000 }, async () => {
    let rested = performance.now();
    const property = fc.asyncProperty(inputs, async (input) => {
      // The one who runs the tests wants to hear of this process now and then.
      if (performance.now() - rested > 1000) {
        await new Promise((resolve) => setImmediate(resolve));
        rested = performance.now();
      }
      const before = process.cpuUsage();
      try {
        await target(input);
      } catch (error) {
        if (!isOverpaintError(error) && !may.some((one) => error instanceof one)) throw error;
      }
      // Not the time on the clock, which says more of what else a machine does.
      const { user, system } = process.cpuUsage(before);
      if (user + system > longest) throw new Error(`took ${Math.round((user + system) / 1000)} ms of the processor`);
    });
    await fc.assert(property, {
      ...(minutes > 0 ? {} : { seed: 20261129 }),
      numRuns: minutes > 0 ? Number.MAX_SAFE_INTEGER : 2000,
      interruptAfterTimeLimit: milliseconds,
      markInterruptAsFailure: false,
    });
  });
}

/** Bytes of files with some of them changed, cut out, doubled, filled with what breaks readers of lengths. */
export function mutated(files: readonly Uint8Array[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc.constantFrom(0, 0xff, 0x7f, 0x80).map((byte) => new Uint8Array(4).fill(byte)),
    fc.constantFrom(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), Uint8Array.of(0, 0, 0, 1)),
  );
  const change = fc.record({ kind: fc.constantFrom('set', 'insert', 'remove', 'cut', 'double'), place, bytes });
  return fc
    .tuple(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 6 }))
    .map(([file, changes]) => {
      let now = Uint8Array.from(file);
      for (const { kind, place, bytes } of changes) {
        // Headers are where readers decide: half of the changes fall into the first bytes.
        const at = Math.floor(
          (place < 0.5 ? Math.min(256, now.length) * place * 2 : now.length * (place * 2 - 1)) || 0,
        );
        const rest = now.subarray(at);
        if (kind === 'set') now.set(bytes.subarray(0, rest.length), at);
        else if (kind === 'cut') now = now.slice(0, at);
        else {
          const [middle, end] =
            kind === 'insert'
              ? [bytes, rest]
              : kind === 'remove'
                ? [[], rest.subarray(bytes.length)]
                : [rest.subarray(0, 64), rest];
          now = Uint8Array.from([...now.subarray(0, at), ...middle, ...end]);
        }
      }
      return now;
    });
}

/** Anything that JSON can hold, and values of JavaScript that it cannot. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(undefined, Number.NaN, Number.POSITIVE_INFINITY, -0, 1e308, -1, '', '__proto__', [], {}, null, true),
);

/** An object like the samples, with entries taken out, replaced and added. */
export function like(samples: readonly object[]): fc.Arbitrary<Record<string, unknown>> {
  const names = [...new Set(samples.flatMap((sample) => Object.keys(sample)))];
  const change = fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string()), fc.oneof(anything, fc.constant(gone)));
  return fc.tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 4 })).map(([sample, changes]) => {
    const kept = Object.entries({ ...sample, ...Object.fromEntries(changes) }).filter(([, value]) => value !== gone);
    return Object.fromEntries(kept);
  });
}

const gone = Symbol('gone');

/** Texts of signs and words that a grammar knows, in any order, and of any others. */
export function grammar(signs: readonly string[]): fc.Arbitrary<string> {
  const part = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...signs) }, { weight: 1, arbitrary: fc.string() });
  const nested = fc
    .tuple(fc.constantFrom(...signs), fc.integer({ min: 1, max: 1000 }))
    .map(([sign, count]) => sign.repeat(count));
  const parts = fc.array(part, { maxLength: 40 }).map((all) => all.join(''));
  return fc.oneof(
    { weight: 8, arbitrary: parts },
    { weight: 1, arbitrary: fc.tuple(nested, parts).map(([a, b]) => a + b) },
  );
}
