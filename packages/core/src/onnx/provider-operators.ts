const words = (text: string) => new Set(text.match(/\w+/g));

/**
 * Operators of com.microsoft that a provider has and no processor (see `missingOnProcessors`), by the lists of its kernels that
 * ONNX Runtime's documentation (CUDA, DirectML) and source (WebGPU) give. What a provider lacks, runs on the processor beside it;
 * what both lack cannot be opened.
 */
const microsoft: Readonly<Record<string, ReadonlySet<string>>> = {
  cuda: words(`
BiasAdd BiasDropout BiasSoftmax BiasSplitGelu BitmaskBiasDropout BitmaskDropout ComplexMul ComplexMulConj
DecoderAttention DecoderMaskedSelfAttention DequantizeWithOrder GatedRelativePositionBias GemmFloat8
GemmaRotaryEmbedding GroupNorm Irfft LongformerAttention NhwcConv PackedAttention PackedMultiHeadAttention
PagedAttention QOrderedAttention QOrderedGelu QOrderedLayerNormalization QOrderedLongformerAttention
QOrderedMatMul QuantizeWithOrder RelativePositionBias RemovePadding RestorePadding Rfft SkipGroupNorm
`),
  dml: words('BiasAdd BiasSplitGelu FusedMatMulActivation GroupNorm NhwcConv'),
  webgpu: words('BiasAdd BiasSplitGelu MatMulNBitsQkv'),
  coreml: new Set(),
};

/** Domains of which ONNX Runtime's optimiser writes operators for a provider. */
const domains: Readonly<Record<string, string>> = {
  cuda: 'com.ms.internal.nhwc',
  dml: 'com.microsoft.dml',
  webgpu: 'com.ms.internal.nhwc',
};

/** Whether a provider may have an operator, `domain.Type`, that processors lack: of one that is not known here it is not known. */
export function mayHaveOperator(provider: string, operator: string): boolean {
  const own = microsoft[provider];
  if (own === undefined) return true;
  const end = operator.lastIndexOf('.');
  const domain = operator.slice(0, end);
  return domain === domains[provider] || (domain === 'com.microsoft' && own.has(operator.slice(end + 1)));
}
