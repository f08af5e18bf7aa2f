import type { ModelFiles } from '../backend/files.js';
import type { Runtime, Session } from '../backend/runtime.js';
import { throwIfAborted } from '../errors/index.js';
import type { Img2ImgEvent } from '../events.js';
import { untilAborted } from '../until-aborted.js';
import type { ModelFolder } from './inspect.js';

interface Open {
  readonly session: Promise<Session>;
  /** The same, once it is open. */
  opened?: Session;
  users: number;
}

/** Whether networks stay open once used (`resident`), or each is freed before the next is opened (`staged`). */
export type MemoryMode = 'resident' | 'staged';

/** On whose behalf a network is used: told when it has to be fetched and opened, and how to give up. */
export interface SessionScope {
  readonly signal?: AbortSignal | undefined;
  onDownload?(event: Extract<Img2ImgEvent, { type: 'download' }>): void;
  onLoad?(component: string): void;
  onLoaded?(component: string): void;
  /** Filled with the networks that were opened on behalf of this scope. */
  readonly opened?: Set<string>;
}

/** The open networks of a model. Each is opened when it is first used and shared by all calls. */
export class Sessions {
  readonly #open = new Map<string, Open>();
  /** Networks of phases under way, which `staged` leaves open, by how many phases hold each. */
  readonly #held = new Map<string, number>();
  #disposed = false;

  constructor(
    private readonly runtime: Runtime,
    private readonly files: ModelFiles,
    private readonly folder: Pick<ModelFolder, 'components' | 'optimised'>,
    private readonly memory: MemoryMode,
    /** Refuses to open networks of files that are no longer those of the model. */
    private readonly checkFiles: () => Promise<void>,
  ) {}

  /** Networks that are open or being opened. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Runs `work` with an open network, which stays open at least until `work` is done. Where the network is lost meanwhile,
   * a new one is opened and `work` done again, in `attempts` at most.
   */
  async use<T>(
    component: string,
    scope: SessionScope,
    work: (session: Session) => Promise<T>,
    attempts = 2,
  ): Promise<T> {
    throwIfAborted(scope.signal);
    if (this.memory === 'staged') await this.close((name) => name !== component && !this.#held.has(name));
    const open = this.#acquire(component, scope);
    open.users++;
    try {
      const session = await untilAborted(open.session, scope.signal);
      throwIfAborted(scope.signal);
      return await work(session);
    } catch (error) {
      if (!open.opened?.lost || attempts === 1) throw error;
    } finally {
      open.users--;
      if (this.#disposed && open.users === 0) await this.#release(component, open);
    }
    return this.use(component, scope, work, attempts - 1);
  }

  /** Keeps a network open, once it is, while `work` goes on, whatever `staged` memory opens beside it. */
  async hold<T>(component: string, work: () => Promise<T>): Promise<T> {
    this.#held.set(component, (this.#held.get(component) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = this.#held.get(component)! - 1;
      if (left > 0) this.#held.set(component, left);
      else this.#held.delete(component);
    }
  }

  /** Frees the networks that `which` names, all by default; one in use is left open. */
  async close(which: (component: string) => boolean = () => true): Promise<void> {
    const idle = [...this.#open].filter(([name, { users }]) => users === 0 && which(name));
    await Promise.all(idle.map(([name, open]) => this.#release(name, open)));
  }

  /** Frees all networks, those in use as soon as they are done. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.close();
  }

  #acquire(component: string, scope: SessionScope): Open {
    const known = this.#open.get(component);
    if (known && !known.opened?.lost) return known;
    scope.onLoad?.(component);
    scope.opened?.add(component);
    const session = this.#create(component, scope);
    const open: Open = { session, users: 0 };
    this.#open.set(component, open);
    session.then(
      (opened) => {
        open.opened = opened;
        scope.onLoaded?.(component);
      },
      () => this.#open.get(component) === open && this.#open.delete(component), // the next call tries again
    );
    return open;
  }

  /** Others may come to wait for it, so it goes on when the one who began it gives up. */
  async #create(component: string, { onDownload }: SessionScope): Promise<Session> {
    const { path, files, weights: externalData } = this.folder.components[component]!;
    await this.checkFiles();
    await this.files.fetch(files, onDownload ? { onDownload } : {});
    const { optimised } = this.folder;
    return this.runtime.createSession({ component, path, files: this.files, externalData, optimised });
  }

  async #release(component: string, open: Open): Promise<void> {
    if (this.#open.get(component) === open) this.#open.delete(component);
    await (await open.session.catch(() => undefined))?.dispose();
  }
}
