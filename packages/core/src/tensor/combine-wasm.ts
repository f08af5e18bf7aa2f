/** `kernels/combine.wat` as WebAssembly, in base64: written by `scripts/build-kernels.mjs`. */
export const combineWasm =
  'AGFzbQEAAAABCAFgBH9/f38AAwIBAAUDAQABBxQCBm1lbW9yeQIAB2NvbWJpbmUAAApnAWUCAn8BewNARAAAAAAAAACA/RQhBkEAIQQgACEFA0AgBiAE/QoDACAFIANqIgX9XQMA/V/98gH98AEhBiAEQQhqIQQgBCACSQ0ACyAAIAb9Xv1bAwAAIABBCGohACAAIAFJDQALCw==';
