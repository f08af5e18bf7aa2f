export { checkSeed, createRandom, randomSeed } from './create-random.js';
export type { GeneratorName, Random, SeededRandom } from './random.js';
export type { TorchCpuRandom } from './torch-cpu.js';
export { TorchNoise } from './torch-noise.js';
