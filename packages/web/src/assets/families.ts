// What only models of others need once they are here: which family a folder is of, tokenizers of any kind, other autoencoders,
// lone networks. A page with the embedded model loads none of it.
export { detectFamily, openNetwork, readTokenizerJson, withOtherVae } from '@overpaint/core/platform';
