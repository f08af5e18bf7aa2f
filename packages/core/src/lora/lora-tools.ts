import type { LoraTools } from '../model-readers.js';
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

async function webDigest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
