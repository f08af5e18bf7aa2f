import * as ort from 'onnxruntime-web/webgpu';
import { GpuFeeds } from '../gpu-feeds.js';
import { serve } from '../serve.js';

serve(ort, { keptFeeds: GpuFeeds });
