/** `y = Identity(x)` as ONNX, 63 bytes: the smallest network, to see that something works at all. */
export const identityNetwork = (): Uint8Array =>
  Uint8Array.from(
    Buffer.from('CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAR', 'base64'),
  );
