/**
 * @packageDocumentation
 * Styles, prompt magic and the prompt language: text in, text and settings out. Pure, deterministic, without dependencies.
 */
export { type ApplyStylesOptions, applyStyles } from './apply-styles.js';
export type { CombinedStyles } from './combine.js';
export { type ExpandPromptsOptions, expandPrompts } from './dynamic/expand-prompts.js';
export type { TemplateWarning } from './dynamic/warning.js';
export { parseWildcard, readWildcards, type WildcardFolder, type Wildcards } from './dynamic/wildcards.js';
export { chunkBreak, escapePrompt, parsePrompt, renderPrompt, type WeightedText } from './language/a1111.js';
export { compelLanguage } from './language/compel.js';
export { composePrompt } from './language/compose.js';
export { type ExtraNetwork, takeNetworks } from './language/extra-networks.js';
export { promptLanguage } from './language/index.js';
export { type ScheduledText, schedulePrompt } from './language/schedule.js';
export { expandPrompt, type PromptMagicOptions } from './magic/expand-prompt.js';
export { type PreparedRequest, type PromptRequest, type PromptTokens, prepareRequest } from './prepare-request.js';
export { parseStylesCsv, parseStylesJson } from './read-styles.js';
export { resolveStyle, type StyleChoice } from './resolve-style.js';
export { type StandardRequest, standardPresets } from './standard-presets.js';
export { defineStyle, type Style, type StyleDefinition, type StyleGroup, type StyleSettings } from './style.js';
export { type StyleName, styles } from './styles/registry.js';
