// What writes recipes into encoded files. A page that only shows its pictures needs none of it.
export { writeRecipe } from '@overpaint/core/platform';
