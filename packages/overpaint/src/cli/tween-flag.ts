import { InvalidArgumentError } from 'commander';
import type { Tween } from '../index.js';

/** `strength=0.2..0.8`, beside those given before. */
export function tweenFlag(text: string, earlier: Tween = {}): Tween {
  const [, name, from, to] = /^([\w-]+)=(-?[\d.]+)\.\.(-?[\d.]+)$/.exec(text.trim()) ?? [];
  const ends = [Number(from), Number(to)] as const;
  if (name === undefined || ends.some(Number.isNaN)) {
    throw new InvalidArgumentError('Expected OPTION=FROM..TO, such as strength=0.2..0.8.');
  }
  const option = name.replace(/^--/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return { ...earlier, [option]: ends };
}
