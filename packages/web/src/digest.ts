/** sha256 of a file or of bytes, in hex. */
export type Digest = (content: Blob | Uint8Array<ArrayBuffer>) => Promise<string>;

/** Whether the browser hashes by itself: on secure pages only. */
export const canDigest = (): boolean => globalThis.crypto.subtle !== undefined;

/** The browser's own: several times faster than a script, but it takes the whole content at once. */
export const browserDigest: Digest = async (content) => {
  const bytes = content instanceof Blob ? await content.arrayBuffer() : content;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
};
