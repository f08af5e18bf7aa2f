// What only models of others need once they are here: which family a folder is of, and tokenizers of any kind. A page with
// the embedded model loads none of it.
export { detectFamily, readTokenizerJson } from '@overpaint/core/platform';
