import type { LoraTools } from '../model-readers.js';
import { webDigest } from '../web-digest.js';
import { LoraFiles } from './call-loras.js';
import { inspectLoraFile } from './inspect-lora.js';
import type { Digest } from './lora-file.js';
import { matchLoras } from './match-loras.js';

/** @param digest sha256 in hex. Default: that of the Web Crypto API. */
export const loraTools = (digest: Digest = webDigest): LoraTools => ({
  openFiles: (platform) => new LoraFiles(platform, digest),
  matchLoras,
  inspect: inspectLoraFile,
});
