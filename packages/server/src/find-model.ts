import type { Engine } from './engine.js';
import { HttpError } from './http-error.js';

/** The name of a model that is served; the first one where none is asked for. @throws HttpError 404 */
export function findModel({ models }: Pick<Engine, 'models'>, name: unknown): string {
  if (name === undefined || name === null || name === '') return models[0].name;
  const names = models.map((model) => model.name);
  if (typeof name === 'string' && names.includes(name)) return name;
  throw new HttpError(404, 'MODEL', `model: expected one of ${names.join(', ')}.`, { argument: 'model' });
}
