/** The id that recipes record for this model; it can be given as `model` wherever the package is installed. */
export const modelId = '@overpaint/model-mini';
