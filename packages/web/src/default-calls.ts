import type { WebOverpaint } from './public-calls.js';
import { createWebOverpaint } from './web-overpaint.js';

/** The calls that the package exports, whatever entry they are taken from. */
export const calls: WebOverpaint = /* @__PURE__ */ createWebOverpaint();
