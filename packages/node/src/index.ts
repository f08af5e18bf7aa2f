/**
 * @packageDocumentation
 * Overpaint in Node: onnxruntime-node off the main thread, files, sharp.
 */
export * from '@overpaint/core';
export { type NodeBackend, type NodeBackendOptions, nodeBackend } from './backend.js';
export type { NodeImageInput } from './image-input.js';
