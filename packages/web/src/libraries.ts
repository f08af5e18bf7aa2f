import { BackendError } from '@overpaint/core';

/** Scripts of their own, which are loaded when a call needs them. Each has its own copies of core's classes. */
export interface Libraries {
  /** Fetches models of others, and keeps them. */
  readonly models: typeof import('./assets/models.js');
  /** Understands them. */
  readonly families: typeof import('./assets/families.js');
  /** Steps in other ways than most calls do. */
  readonly schedulers: typeof import('./assets/schedulers.js');
  /** Repaints a part of the picture, or keeps its colours. */
  readonly masks: typeof import('./assets/masks.js');
  /** Merges LoRA files into them. */
  readonly loras: typeof import('./assets/loras.js');
  /** Leaves out a part of the work. */
  readonly speed: typeof import('./assets/speed.js');
  /** Steers by a control picture. */
  readonly control: typeof import('./assets/control.js');
  /** Writes recipes into files, turns WebP pictures, and shows latents on their way. */
  readonly metadata: typeof import('./assets/metadata.js');
}

/**
 * Loads each script once, from where it lies.
 *
 * @throws BackendError `BACKEND` when it is not there; the next call tries again.
 */
export function libraries(addresses: Readonly<Record<keyof Libraries, string>>) {
  const loading = new Map<keyof Libraries, Promise<unknown>>();
  return <N extends keyof Libraries>(name: N): Promise<Libraries[N]> => {
    const script = loading.get(name) ?? load(name, addresses[name]);
    loading.set(name, script);
    script.catch(() => loading.delete(name));
    return script as Promise<Libraries[N]>;
  };
}

async function load(name: string, address: string): Promise<unknown> {
  try {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ address);
  } catch (cause) {
    throw new BackendError(
      name,
      `${name}.js, which this call needs, could not be loaded from ${address}. Serve the files of @overpaint/web/dist/assets together, or say where they lie with assets.`,
      { cause },
    );
  }
}
