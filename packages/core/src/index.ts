/**
 * @packageDocumentation
 * Image-to-image diffusion without a runtime: schedulers, strength, guidance and the pipeline.
 */
export * from './errors/index.js';
