import type { Presets } from '@overpaint/core';
import { prepareRequest, promptLanguage, type StyleChoice } from '@overpaint/presets';

/** Styles, prompt magic and A1111's prompt grammar, as core asks for them. */
export const nodePresets: Presets = {
  language: promptLanguage,
  prepare(request) {
    // Core has checked the kinds of all options but the style's, which the presets check themselves.
    const style = request.style as StyleChoice | readonly StyleChoice[] | undefined;
    const { prompt, negativePrompt = '', recommended, cut } = prepareRequest({ ...request, style });
    const left = cut.length === 0 ? [] : [`No room in the prompt, so left out of the style: ${cut.join(', ')}.`];
    return { prompt, negativePrompt, recommended, cut: left };
  },
};
