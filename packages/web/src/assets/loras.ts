// LoRA files and their place in a model's graphs. A page that merges none loads none of it.
export { loraTools } from '@overpaint/core/platform';
