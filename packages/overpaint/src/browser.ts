/**
 * @packageDocumentation
 * Overpaint in one import, for the browser: what bundlers find under the export condition `browser`.
 */
export { modelFolder, modelId } from '@overpaint/model-mini';
export * from '@overpaint/web';
export * from '@overpaint/web/series';
