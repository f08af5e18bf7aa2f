import { BackendError } from '@overpaint/core';

/** The script that brings models from servers, and keeps them. */
export type ModelLibrary = typeof import('./assets/models.js');

/**
 * Loads that script from where it lies. It is a program of its own, with its own copies of core's classes.
 *
 * @throws BackendError `BACKEND` when it is not there.
 */
export async function loadModels(address: string): Promise<ModelLibrary> {
  try {
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ address)) as ModelLibrary;
  } catch (cause) {
    throw new BackendError(
      'models',
      `models.js, which fetches models, could not be loaded from ${address}. Serve the files of @overpaint/web/dist/assets together, or say where they lie with assets.`,
      { cause },
    );
  }
}
