// What tests reach in the page beyond the public names.
export { encodeImage, openImage } from '../image.js';
