/**
 * Operators of com.microsoft that ONNX Runtime 1.30 has for processors, in onnxruntime-node and in onnxruntime-web's
 * WebAssembly alike: measured by scripts/operators, which says how. Six could not be tried and are here by the runtime's own
 * documentation (those of text generation, MatMulInteger16, SparseToDenseMatMul); EPContext is not, as it holds what some other
 * provider has compiled.
 */
const microsoft = new Set(
  `
Attention AttnLSTM BeamSearch BiasGelu BifurcationDetector CDist CausalConvWithState
ConvTransposeWithDynamicPads CropAndResize DecoderMaskedMultiHeadAttention DequantizeLinear
DynamicQuantizeLSTM DynamicQuantizeMatMul DynamicTimeWarping EmbedLayerNormalization EngramGate ExpandDims
FastGelu FusedConv FusedGemm FusedMatMul GatedAdd GatedRMSNorm GatherBlockQuantized GatherND Gelu GreedySearch
GridSample GroupQueryAttention Inverse LinearAttention LinearAttentionGate MRotaryEmbedding MatMulBnb4
MatMulFpQ4 MatMulInteger16 MatMulIntegerToFloat MatMulNBits MatMulNBitsMlp MaxpoolWithMask MoE MulInteger
MultiHeadAttention MurmurHash3 NGramHashMapping NGramRepeatBlock NhwcMaxPool Pad QAttention
QEmbedLayerNormalization QGemm QLinearAdd QLinearAveragePool QLinearConcat QLinearConv
QLinearGlobalAveragePool QLinearLeakyRelu QLinearMul QLinearSigmoid QLinearSoftmax QLinearWhere QMoE
QuantizeLinear QuickGelu Range ReduceSumInteger RotaryEmbedding SampleOp Sampling SkipLayerNormalization
SkipSimplifiedLayerNormalization SparseAttention SparseToDenseMatMul Tokenizer TransposeMatMul Trilu
UnfoldTensor Unique WhisperBeamSearch WordConvEmbedding
`.match(/\w+/g),
);

/** Operators of these domains are the standard's, or such as only ONNX Runtime's optimiser for processors writes. */
const domains = new Set(['ai.onnx', 'ai.onnx.ml', 'com.microsoft.nchwc']);

/** Those of a graph's custom operators, each as `domain.Type`, that no processor has. */
export function missingOnProcessors(customOperators: readonly string[]): string[] {
  return customOperators.filter((operator) => {
    const end = operator.lastIndexOf('.');
    const domain = operator.slice(0, end);
    return !domains.has(domain) && !(domain === 'com.microsoft' && microsoft.has(operator.slice(end + 1)));
  });
}
