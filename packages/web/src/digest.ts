import { webDigest } from '@overpaint/core/platform';

/** sha256 of a file or of bytes, in hex. */
export type Digest = (content: Blob | Uint8Array<ArrayBuffer>) => Promise<string>;

/** Whether the browser hashes by itself: on secure pages only. */
export const canDigest = (): boolean => globalThis.crypto.subtle !== undefined;

/** The browser's own: several times faster than a script, but it takes the whole content at once. */
export const browserDigest: Digest = async (content) => {
  return webDigest(content instanceof Blob ? new Uint8Array(await content.arrayBuffer()) : content);
};
