import { InvalidArgumentError, type OverpaintLimits } from '@overpaint/core';
import { checkNames, type NamesOf } from '@overpaint/core/platform';
import type { HubOptions } from './hub/hub-settings.js';
import type { NodeBackendOptions, NodeOverpaintOptions } from './options.js';

/** What an option has to be, in words and as a test. */
type Rule = readonly [expected: string, fits: (value: unknown) => boolean];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isName = (value: unknown) => typeof value === 'string' && value.trim() !== '';

const isSize = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;

const hubNames: NamesOf<HubOptions> = { endpoint: true, token: true, cache: true, offline: true, attempts: true };

const isHub = (value: unknown) =>
  isObject(value) &&
  ['endpoint', 'cache'].every((name) => value[name] === undefined || isName(value[name])) &&
  (value['token'] === undefined || value['token'] === false || isName(value['token'])) &&
  (value['offline'] === undefined || typeof value['offline'] === 'boolean') &&
  (value['attempts'] === undefined || (Number.isInteger(value['attempts']) && (value['attempts'] as number) > 0)) &&
  (value['endpoint'] === undefined || URL.canParse(String(value['endpoint'])));

const backendRules: Readonly<Record<keyof NodeBackendOptions, Rule>> = {
  providers: [
    "an array of names of execution providers, one at least, such as ['cuda', 'cpu']",
    (value) => Array.isArray(value) && value.length > 0 && value.every(isName),
  ],
  threads: [
    'a whole number from 1 to 1024',
    (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1024,
  ],
  freeDimensions: [
    'an object of whole numbers above 0 by the names of dimensions, by network, such as { unet: { batch_size: 2 } }',
    (value) =>
      isObject(value) && Object.values(value).every((sizes) => isObject(sizes) && Object.values(sizes).every(isSize)),
  ],
  bfloat16: ['true or false', (value) => typeof value === 'boolean'],
  weights: ["'fast' or 'low'", (value) => value === 'fast' || value === 'low'],
  cache: ['a folder, or false', (value) => value === false || isName(value)],
};

/** Limits are core's, which checks them itself. */
const bindingRules: Readonly<Record<'hub' | 'defaultModel' | 'packages' | 'presets', Rule>> = {
  hub: ['an object with endpoint, token, cache, offline and attempts', isHub],
  defaultModel: ['a model folder or the name of a model package', isName],
  packages: [
    'an object of URLs by the names of packages',
    (value) => isObject(value) && Object.values(value).every((url) => url instanceof URL),
  ],
  presets: [
    'an object with language and prepare, such as standardPresets of @overpaint/presets',
    (value) => isObject(value) && isObject(value['language']) && typeof value['prepare'] === 'function',
  ],
};

const limits: NamesOf<OverpaintLimits> = { concurrency: true, maxModels: true, idleTimeout: true };

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for the first option of `nodeBackend()` that is none. */
export const checkBackendOptions = (options: NodeBackendOptions): void => check(options, backendRules);

/** @throws InvalidArgumentError `INVALID_ARGUMENT` for the first option of `createNodeOverpaint()` that is none. */
export function checkOverpaintOptions(options: NodeOverpaintOptions): void {
  check(options, { ...backendRules, ...bindingRules }, limits);
  if (options.hub !== undefined) checkNames('hub', options.hub, hubNames);
}

function check(options: object, rules: Readonly<Record<string, Rule>>, checkedElsewhere: object = {}): void {
  checkNames<object>('options', options, { ...rules, ...checkedElsewhere });
  for (const [name, [expected, fits]] of Object.entries(rules)) {
    const value = (options as Readonly<Record<string, unknown>>)[name];
    if (value !== undefined && !fits(value)) throw new InvalidArgumentError(name, expected, value);
  }
}
