import * as ort from 'onnxruntime-web/webgpu';
import { createEngine, type Engine, type EngineOptions } from '../engine.js';
import { GpuFeeds } from '../gpu-feeds.js';

export const startEngine = (options: EngineOptions): Engine => createEngine(ort, { ...options, keptFeeds: GpuFeeds });
