import { firstBlock } from '../model/graph-edit.js';
import type { NetworkOutputs } from '../model/run-network.js';
import type { Tensor } from '../tensor/tensor.js';
import type { Feature } from './feature.js';

/** What the last full call has left: what its first block has added, and all others. */
interface Kept {
  readonly change: Tensor;
  readonly rest: Tensor;
}

/**
 * First-block cache, by the rule of diffusers' `apply_first_block_cache`: every call works out the first block of a
 * transformer; where what it adds differs by no more than a threshold from what it added at the last full call, what all other
 * blocks added there is taken for what they would add now.
 */
export const firstBlockCache: Feature = {
  name: 'first-block-cache',
  wrapNetwork(next, { speed: { reuse } }) {
    if (reuse === undefined || !('threshold' in reuse)) return next;
    const { threshold } = reuse;
    const kept = new Map<object, Kept>();
    return async (values, input) => {
      const { edits = [], asked } = input;
      const run = async (part: 'head' | 'body' | 'tail', more: NetworkOutputs, wanted: readonly string[]) => {
        let beside: NetworkOutputs = {};
        const take = (outputs: NetworkOutputs) => {
          beside = outputs;
          input.beside?.take(outputs);
        };
        const output = await next(
          { ...values, ...more },
          {
            ...input,
            edits: [...edits, { kind: 'first-block', part }],
            beside: { outputs: wanted, take },
          },
        );
        return { output, beside };
      };
      const head = await run('head', {}, [firstBlock.text, firstBlock.change]);
      const picture = { [firstBlock.picture]: head.output };
      const change = head.beside[firstBlock.change]!;
      const earlier = kept.get(asked);
      if (earlier !== undefined && difference(change, earlier.change) <= threshold) {
        return (await run('tail', { ...picture, [firstBlock.rest]: earlier.rest }, [])).output;
      }
      const text = { [firstBlock.text]: head.beside[firstBlock.text]! };
      const body = await run('body', { ...picture, ...text }, [firstBlock.rest]);
      kept.set(asked, { change, rest: body.beside[firstBlock.rest]! });
      return body.output;
    };
  },
};

/** mean |now − before| / mean |before| */
function difference({ data: now }: Tensor, { data: before }: Tensor): number {
  let apart = 0;
  let size = 0;
  for (let i = 0; i < now.length; i++) {
    apart += Math.abs(now[i]! - before[i]!);
    size += Math.abs(before[i]!);
  }
  return apart / size;
}
