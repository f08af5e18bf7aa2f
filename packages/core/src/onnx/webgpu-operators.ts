/**
 * Whether ONNX Runtime has an operator, as `domain.Type`, for WebGPU but for no processor (see `missingOnProcessors`): three of
 * com.microsoft, by the list of its WebGPU kernels, and what its own optimiser writes for WebGPU. What WebGPU lacks, runs on the
 * processor beside it; what both lack cannot be opened.
 */
export const isOnWebGpu = (operator: string): boolean =>
  /^(com\.microsoft\.(BiasAdd|BiasSplitGelu|MatMulNBitsQkv)|com\.ms\.internal\.nhwc\.\w+)$/.test(operator);
