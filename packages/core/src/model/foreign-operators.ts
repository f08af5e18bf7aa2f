import type { Runtime } from '../backend/runtime.js';
import { UnsupportedError } from '../errors/index.js';
import { missingOnProcessors } from '../onnx/processor-operators.js';
import { mayHaveOperator } from '../onnx/provider-operators.js';
import type { ComponentInspection, ModelFolder } from './inspect.js';

/** Operators that no processor has, by the networks that use them. */
export type ForeignOperators = Readonly<Record<string, readonly string[]>>;

type Networks = Readonly<Record<string, Pick<ComponentInspection, 'customOperators' | 'path'>>>;

/** Which operators of a model's networks ONNX Runtime has for GPUs only, or not at all. */
export function foreignOperators(components: Networks): ForeignOperators {
  const found = Object.entries(components).map(
    ([name, { customOperators }]) => [name, missingOnProcessors(customOperators)] as const,
  );
  return Object.fromEntries(found.filter(([, operators]) => operators.length > 0));
}

/**
 * Graphs with operators that no provider in use has: ONNX Runtime would say so after it has read the weights.
 *
 * @throws UnsupportedError `UNSUPPORTED` with the operators and what to take instead.
 */
export function refuseForeignOperators(
  { components, location }: Pick<ModelFolder, 'location'> & { readonly components: Networks },
  foreign: ForeignOperators,
  runtime: Pick<Runtime, 'otherProviders'>,
): void {
  for (const [name, all] of Object.entries(foreign)) {
    const others = runtime.otherProviders?.(name) ?? [];
    const operators = all.filter((operator) => !others.some((provider) => mayHaveOperator(provider, operator)));
    if (operators.length === 0) continue;
    const some = operators.slice(0, 6).join(', ') + (operators.length > 6 ? ` and ${operators.length - 6} more` : '');
    throw new UnsupportedError(
      'operators',
      `${name}: ${components[name]!.path} of ${location} uses operators that ONNX Runtime has for no processor and no other provider in use: ${some}. ` +
        'Such graphs are optimised for a GPU. Take an export without them (optimum-cli export onnx writes one), another precision of ' +
        'the same repository, or a provider that has them.',
    );
  }
}
