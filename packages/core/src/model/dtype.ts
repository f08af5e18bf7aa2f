/** Precisions that repositories offer of one network, as transformers.js names them. */
export type Dtype = 'fp32' | 'fp16' | 'int8' | 'uint8' | 'q8' | 'q4' | 'q4f16' | 'bnb4';

export const dtypes = [
  'fp32',
  'fp16',
  'int8',
  'uint8',
  'q8',
  'q4',
  'q4f16',
  'bnb4',
] as const satisfies readonly Dtype[];
