import type { Painted } from '../engine.js';

const seconds = () => Math.floor(Date.now() / 1000);
export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** `ImagesResponse`, and what was ignored. */
export const imagesResponse = ({ images, format, warnings }: Painted) => ({
  created: seconds(),
  data: images.map(({ bytes }) => ({ b64_json: base64(bytes) })),
  background: 'opaque',
  output_format: format,
  ...(images[0] && { size: `${images[0].width}x${images[0].height}` }),
  usage: noTokens,
  ...(warnings.length > 0 && { warnings: warnings.map(({ message }) => message) }),
});

/** What events about an edit have in common. */
export const eventFields = (format: string, size: string) => ({
  created_at: seconds(),
  background: 'opaque',
  output_format: format,
  quality: 'auto',
  size,
});

/** Nothing is counted here, and clients expect a count. */
export const noTokens = {
  input_tokens: 0,
  input_tokens_details: { image_tokens: 0, text_tokens: 0 },
  output_tokens: 0,
  total_tokens: 0,
};
