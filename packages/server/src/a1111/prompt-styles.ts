import { styles } from '@overpaint/node';
import type { Handler } from '../service.js';

/** `GET /sdapi/v1/prompt-styles` */
export const promptStyles: Handler = ({ json }) =>
  json(
    Object.values(styles).map(({ name, prompt, negativePrompt = '' }) => ({
      name,
      prompt,
      negative_prompt: negativePrompt,
    })),
  );
