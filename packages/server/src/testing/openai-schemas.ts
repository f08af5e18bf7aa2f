/**
 * What OpenAI's description of its API (openapi.yaml of openai/openai-openapi, 2026-08-21) says of answers about pictures: fields
 * that must be there, types, words. Sizes may be any, as of `gpt-image-2`.
 */
const text = { type: 'string' } as const;
const whole = { type: 'integer', minimum: 0 } as const;
const textOrNull = { type: ['string', 'null'] } as const;
const oneOf = (...words: string[]) => ({ type: 'string', enum: words });
const object = (required: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

const base64 = { type: 'string', pattern: '^[A-Za-z0-9+/]+={0,2}$' };
const size = { type: 'string', pattern: '^(auto|\\d+x\\d+)$' };
const background = oneOf('transparent', 'opaque', 'auto');
const outputFormat = oneOf('png', 'webp', 'jpeg');
const usage = object({
  total_tokens: whole,
  input_tokens: whole,
  output_tokens: whole,
  input_tokens_details: object({ text_tokens: whole, image_tokens: whole }),
});

const image = object({}, { b64_json: base64, url: text, revised_prompt: text });
export const imagesResponse = object(
  { created: whole },
  {
    data: { type: 'array', items: image },
    background: oneOf('transparent', 'opaque'),
    output_format: outputFormat,
    size: { type: 'string', pattern: '^\\d+x\\d+$' },
    quality: oneOf('low', 'medium', 'high'),
    usage,
  },
);

const edited = {
  b64_json: base64,
  created_at: whole,
  size,
  quality: oneOf('low', 'medium', 'high', 'auto'),
  background,
  output_format: outputFormat,
};
export const partialImage = object({
  ...edited,
  type: oneOf('image_edit.partial_image'),
  partial_image_index: whole,
});
export const completedEdit = object({ ...edited, type: oneOf('image_edit.completed'), usage });

const error = object({ message: text, type: text, param: textOrNull, code: textOrNull });
export const errorResponse = object({ error });
/** The data of the event `error` is an error itself. */
export const errorEvent = error;

export const model = object({ id: text, object: oneOf('model'), created: whole, owned_by: text });
export const models = object({ object: oneOf('list'), data: { type: 'array', items: model } });
