// What tests reach in the page beyond the public names.
export { decodeImage, encodeImage, measureImage } from '../image.js';
