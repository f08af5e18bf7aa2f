import { checkChoice, checkNumber, checkObject } from '../check.js';
import { InvalidArgumentError, suggestion } from '../errors/index.js';
import type { SpeedName } from './speed-options.js';

const names: readonly SpeedName[] = ['exact', 'balanced', 'fast'];
const known = {
  speed: ['guidance', 'reuse', 'decoder', 'encoder'],
  guidance: ['from', 'to'],
  reuse: ['every', 'depth', 'centre', 'power', 'threshold'],
};

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for what no model takes. */
export function checkSpeed(speed: unknown): void {
  if (typeof speed !== 'object') return void checkChoice('speed', speed, names);
  const { guidance, reuse, decoder, encoder } = parts('speed', speed, known.speed);
  checkChoice('speed.decoder', decoder, ['full', 'tiny']);
  checkChoice('speed.encoder', encoder, ['full', 'tiny']);
  if (guidance !== undefined) {
    const { from, to } = parts('speed.guidance', guidance, known.guidance);
    checkNumber('speed.guidance.from', from, 0, 1);
    checkNumber('speed.guidance.to', to, Number(from ?? 0), 1);
  }
  if (reuse === undefined) return;
  const { every, depth, centre, power, threshold } = parts('speed.reuse', reuse, known.reuse);
  if ((every === undefined) === (threshold === undefined)) {
    throw new InvalidArgumentError('speed.reuse', 'either { every, depth } or { threshold }', reuse);
  }
  checkNumber('speed.reuse.threshold', threshold, 0, 1);
  checkNumber('speed.reuse.every', every, 1, 1000, { whole: true });
  checkNumber('speed.reuse.depth', depth, 0, 64, { whole: true });
  checkNumber('speed.reuse.centre', centre, 0, 1);
  checkNumber('speed.reuse.power', power, 1.02, 5);
}

function parts(argument: string, value: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  const object = checkObject(argument, value ?? null)!;
  const unknown = Object.keys(object).find((name) => !names.includes(name));
  if (unknown === undefined) return object;
  throw new InvalidArgumentError(argument, names.join(', '), unknown, suggestion(unknown, names));
}
