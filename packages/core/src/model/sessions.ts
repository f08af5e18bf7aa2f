import type { DownloadEvent, ModelFiles } from '../backend/files.js';
import type { Runtime, Session } from '../backend/runtime.js';
import { throwIfAborted } from '../errors/index.js';
import type { Warning } from '../warning.js';
import type { NetworkEditor } from './edit-network.js';
import type { GraphEdit } from './graph-edit.js';
import type { ModelFolder } from './inspect.js';
import { openBytes } from './open-bytes.js';
import { type SharedContext, SharedWork } from './shared-work.js';

interface Open {
  readonly component: string;
  readonly weights: string;
  /** Fetching its files, which stops when nobody waits any more, then opening it, which cannot be stopped. */
  readonly opening: SharedWork<Session, DownloadEvent | Warning>;
  fetching: boolean;
  users: number;
}

/** Whether networks stay open once used (`resident`), or each is freed before the next is opened (`staged`). */
export type MemoryMode = 'resident' | 'staged';

/** On whose behalf a network is used: told when it has to be fetched and opened, and how to give up. */
export interface SessionScope {
  readonly signal?: AbortSignal | undefined;
  onDownload?(event: DownloadEvent, component: string): void;
  onWarning?(warning: Warning): void;
  onLoad?(component: string): void;
  onLoaded?(component: string): void;
  /** What is changed of the graphs of some networks. Default: what the model was loaded with. */
  readonly edits?: Readonly<Record<string, readonly GraphEdit[]>> | undefined;
  /** Filled with what was used of networks on behalf of this scope: each with its edits. */
  readonly variants?: Set<string>;
  /** Filled with the networks that were opened on behalf of this scope. */
  readonly opened?: Set<string>;
}

/** A network of a model, and what is changed of its graph while it is opened. */
export interface NetworkUse {
  readonly component: string;
  readonly edits?: readonly GraphEdit[] | undefined;
}

/** Networks whose attention looks at the whole picture. */
const attending: ReadonlySet<string> = new Set(['unet', 'transformer', 'controlnet']);

/** The same network with other edits is another one. */
const keyOf = ({ component, edits = [] }: NetworkUse) => JSON.stringify([component, ...edits]);

/** What its weights are: a network is open with one set of them at a time, since each takes as much memory. */
const weightsOf = ({ edits = [] }: NetworkUse) => JSON.stringify(edits.filter(({ kind }) => kind === 'weights'));

/** The open networks of a model. Each is opened when it is first used and shared by all calls. */
export class Sessions {
  /** By {@link keyOf}. */
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
    private readonly editNetwork: NetworkEditor,
  ) {}

  /** Networks that are open or being opened. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Runs `work` with an open network, which stays open at least until `work` is done. Where the network is lost meanwhile,
   * a new one is opened and `work` done again, in `attempts` at most.
   */
  async use<T>(use: NetworkUse, scope: SessionScope, work: (session: Session) => Promise<T>, attempts = 2): Promise<T> {
    const { component } = use;
    const key = keyOf(use);
    throwIfAborted(scope.signal);
    if (!this.#open.has(key)) await this.#closeOthers(component, scope);
    scope.variants?.add(key);
    if (this.memory === 'staged') {
      await this.#closeIdle((one, name) => name !== key && !this.#held.has(one));
    }
    await this.#closeIdle((name, _, { weights }) => name === component && weights !== weightsOf(use));
    const open = this.#acquire(use, scope);
    open.users++;
    try {
      const session = await open.opening.wait(scope.signal, (event) =>
        'type' in event ? scope.onDownload?.(event, component) : scope.onWarning?.(event),
      );
      scope.onLoaded?.(component);
      throwIfAborted(scope.signal);
      return await work(session);
    } catch (error) {
      if (!open.opening.value?.lost || attempts === 1) throw error;
    } finally {
      open.users--;
      if (this.#disposed && open.users === 0) await this.#release(key, open);
    }
    return this.use(use, scope, work, attempts - 1);
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
  close(which: (component: string) => boolean = () => true): Promise<void> {
    return this.#closeIdle(which);
  }

  /**
   * Frees what earlier calls had changed of a network that is to be opened with other edits: its weights are not held twice.
   * While another call works with the network too, nothing is known to be left.
   */
  async #closeOthers(component: string, { variants }: SessionScope): Promise<void> {
    if (variants === undefined || (this.#held.get(component) ?? 0) > 1) return;
    await this.#closeIdle((one, key) => one === component && !variants.has(key));
  }

  async #closeIdle(which: (component: string, key: string, open: Open) => boolean): Promise<void> {
    const idle = [...this.#open].filter(([key, open]) => open.users === 0 && which(open.component, key, open));
    await Promise.all(idle.map(([key, open]) => this.#release(key, open)));
  }

  /** Frees all networks, those in use as soon as they are done. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.close();
  }

  #acquire(use: NetworkUse, scope: SessionScope): Open {
    const { component } = use;
    const key = keyOf(use);
    const known = this.#open.get(key);
    if (known && !known.opening.value?.lost && !(known.fetching && known.opening.abandoned)) return known;
    scope.opened?.add(component);
    const onFetched = () => {
      open.fetching = false;
      scope.onLoad?.(component);
    };
    const opening: Open['opening'] = new SharedWork((context) => this.#create(use, context, onFetched));
    const open: Open = { component, weights: weightsOf(use), opening, fetching: true, users: 0 };
    this.#open.set(key, open);
    opening.result.catch(() => this.#open.get(key) === open && this.#open.delete(key)); // the next call tries again
    return open;
  }

  async #create(
    { component, edits = [] }: NetworkUse,
    { signal, emit }: SharedContext<DownloadEvent | Warning>,
    onFetched: () => void,
  ): Promise<Session> {
    const network = this.folder.components[component]!;
    const { path, files, weights: externalData } = network;
    await this.checkFiles();
    await this.files.fetch(files, { signal, onDownload: emit, onWarning: emit });
    onFetched();
    const { optimised } = this.folder;
    // What is as the optimiser would leave it is opened without the optimiser.
    const edited = {
      ...network,
      float16: network.float16 && !optimised,
      fuses: attending.has(component) && !optimised,
    };
    const isEdited = edited.float16 || edits.length > 0 || (edited.fuses && this.runtime.fusedAttention);
    return this.runtime.createSession({
      component,
      path,
      files: this.files,
      externalData,
      optimised,
      openBytes: openBytes([network], optimised),
      ...(isEdited && {
        edit: (target) => this.editNetwork(this.files, edited, edits, target),
      }),
    });
  }

  async #release(key: string, open: Open): Promise<void> {
    if (this.#open.get(key) === open) this.#open.delete(key);
    await (await open.opening.result.catch(() => undefined))?.dispose();
  }
}
