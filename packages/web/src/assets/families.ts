// What only models of others need once they are here: where their networks lie, which family they are of, tokenizers of any kind, other autoencoders,
// lone networks. A page with the embedded model loads none of it.
export {
  countSkips,
  editNetwork,
  findLayout,
  openNetwork,
  readTokenizerJson,
  recogniseFolder,
  withOtherVaes,
} from '@overpaint/core/platform';
