/** What a queue's things are called in Redis. One queue of BullMQ a model, so that a worker can choose. */
export const namesOf = (name: string) => ({
  /** A queue of BullMQ. Models' names may hold what BullMQ's may not. */
  queue: (model: string) => `${name}.${encodeURIComponent(model)}`,
  /** A hash: what each worker serves, by its id. */
  workers: `${name}:workers`,
  /** Channel: a job was added. */
  wake: `${name}:wake`,
  /** Channel: a job is to be stopped, or to end early. */
  control: `${name}:control`,
  /** The same for a worker that takes the job later, or did not hear it. */
  stop: (id: string) => `${name}:stop:${id}`,
  /** Which request a job's id stands for. */
  request: (id: string) => `${name}:request:${id}`,
  /** Channel: how a job is going. */
  events: (id: string) => `${name}:events:${id}`,
});

export type Names = ReturnType<typeof namesOf>;

/** Jobs of a lower number are painted first; 0 is BullMQ's own for what it puts back. */
export const priorities = { high: 1, normal: 2, low: 3 } as const;

export type Priority = keyof typeof priorities;
