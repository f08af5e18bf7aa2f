import * as ort from 'onnxruntime-web/jspi';
import { GpuFeeds } from '../gpu-feeds.js';
import { serve } from '../serve.js';

serve(ort, { readsPieces: true, keptFeeds: GpuFeeds });
