import * as ort from 'onnxruntime-web/wasm';
import { createEngine, type Engine, type EngineOptions } from '../engine.js';

export const startEngine = (options: EngineOptions): Engine => createEngine(ort, options);
