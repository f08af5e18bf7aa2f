import { parsePrompt } from './a1111.js';
import { composePrompt } from './compose.js';
import { schedulePrompt } from './schedule.js';

/** A1111's grammar, whole: what `@overpaint/core` takes as its prompt language. */
export const promptLanguage = { parsePrompt, schedulePrompt, composePrompt };
