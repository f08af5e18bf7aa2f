import type { ModelFiles } from '../backend/files.js';
import type { Runtime, Session } from '../backend/runtime.js';
import { throwIfAborted } from '../errors/index.js';
import type { ModelFolder } from './inspect.js';

interface Open {
  readonly session: Promise<Session>;
  users: number;
}

/** Whether networks stay open once used (`resident`), or each is freed before the next is opened (`staged`). */
export type MemoryMode = 'resident' | 'staged';

/** Told when a network has to be opened, and how to give up before that. */
export interface SessionScope {
  readonly signal?: AbortSignal | undefined;
  onLoad?(component: string): void;
  onLoaded?(component: string): void;
  /** Filled with the networks that were opened on behalf of this scope. */
  readonly opened?: Set<string>;
}

/** The open networks of a model. Each is opened when it is first used and shared by all calls. */
export class Sessions {
  readonly #open = new Map<string, Open>();
  #disposed = false;

  constructor(
    private readonly runtime: Runtime,
    private readonly files: ModelFiles,
    private readonly folder: Pick<ModelFolder, 'components' | 'optimised'>,
    private readonly memory: MemoryMode,
  ) {}

  /** Runs `work` with an open network, which stays open at least until `work` is done. */
  async use<T>(component: string, scope: SessionScope, work: (session: Session) => Promise<T>): Promise<T> {
    throwIfAborted(scope.signal);
    if (this.memory === 'staged') await this.close((name, { users }) => name !== component && users === 0);
    const open = this.#acquire(component, scope);
    open.users++;
    try {
      const session = await open.session;
      throwIfAborted(scope.signal);
      return await work(session);
    } finally {
      open.users--;
      if (this.#disposed && open.users === 0) await this.#release(component, open);
    }
  }

  /** Frees the networks that `which` names, all by default; one in use is left open. */
  async close(which: (component: string, open: { users: number }) => boolean = () => true): Promise<void> {
    const idle = [...this.#open].filter(([name, open]) => open.users === 0 && which(name, open));
    await Promise.all(idle.map(([name, open]) => this.#release(name, open)));
  }

  /** Frees all networks, those in use as soon as they are done; the model cannot be used afterwards. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.close();
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  #acquire(component: string, scope: SessionScope): Open {
    const known = this.#open.get(component);
    if (known) return known;
    scope.onLoad?.(component);
    scope.opened?.add(component);
    const { path, files } = this.folder.components[component]!;
    const externalData = files.filter((file) => file !== path);
    const file = { component, path, files: this.files, externalData, optimised: this.folder.optimised };
    const session = this.runtime.createSession(file);
    const open: Open = { session, users: 0 };
    this.#open.set(component, open);
    session.then(
      () => scope.onLoaded?.(component),
      () => this.#open.get(component) === open && this.#open.delete(component), // the next call tries again
    );
    return open;
  }

  async #release(component: string, open: Open): Promise<void> {
    if (this.#open.get(component) === open) this.#open.delete(component);
    await (await open.session.catch(() => undefined))?.dispose();
  }
}
