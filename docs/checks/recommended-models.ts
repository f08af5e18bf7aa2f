import { type RecommendedModel, recommendedModels } from '../../packages/core/src/index.js';

const gigabytes = (bytes: number | undefined) =>
  bytes === undefined
    ? 'not told'
    : bytes < 0.95e9
      ? `${Math.round(bytes / 1e6)} MB`
      : `${(bytes / 1e9).toFixed(1)} GB`;

const row = (model: RecommendedModel) =>
  [
    model.purpose,
    `\`${model.id}${model.revision ? `@${model.revision}` : ''}\`${model.convert ? ' (to be exported)' : ''}`,
    `\`${model.family}\``,
    gigabytes(model.downloadBytes),
    model.memoryBytes === undefined ? '' : gigabytes(model.memoryBytes),
    `${model.licence}: ${model.commercial ? 'commercial use allowed; ' : ''}forbids ${model.forbids}`,
    model.goodFor,
    model.status === 'untested' ? 'untested' : 'layout tested on a replica',
  ].join(' | ');

/** The table of recommended models, as the guide shows it. */
export const recommendedTable = (): string =>
  [
    '| for | repository | family | download | memory | licence | good for | |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...recommendedModels.map((model) => `| ${row(model)} |`),
  ].join('\n');
