import type { Queue } from 'bullmq';
import { Gauge, Registry } from 'prom-client';
import type { WorkerInfo } from './worker-list.js';

/** What waits, what is painted, and who paints, as Prometheus reads it. */
export async function metricsOf(
  queues: readonly (readonly [model: string, queue: Queue<never>])[] | readonly (readonly [string, Queue])[],
  workers: readonly WorkerInfo[],
): Promise<string> {
  const registers = [new Registry()];
  const jobs = new Gauge({
    name: 'overpaint_queue_jobs',
    help: 'Jobs, by what they do at this moment.',
    labelNames: ['model', 'state'],
    registers,
  });
  const oldest = new Gauge({
    name: 'overpaint_queue_oldest_seconds',
    help: 'How long the next job has waited.',
    labelNames: ['model'],
    registers,
  });
  const alive = new Gauge({
    name: 'overpaint_queue_workers',
    help: 'Workers that serve a model, and those that hold it open.',
    labelNames: ['model', 'state'],
    registers,
  });
  for (const [model, queue] of queues as readonly (readonly [string, Queue])[]) {
    const counts = await queue.getJobCounts('wait', 'prioritized', 'delayed', 'active', 'failed');
    const { wait = 0, prioritized = 0, delayed = 0, active = 0, failed = 0 } = counts;
    for (const [state, count] of Object.entries({ waiting: wait + prioritized, delayed, active, failed })) {
      jobs.set({ model, state }, count);
    }
    oldest.set({ model }, await waitedSeconds(queue));
    const serving = workers.filter(({ models }) => models.some(({ name }) => name === model));
    alive.set({ model, state: 'serving' }, serving.length);
    alive.set({ model, state: 'holding' }, serving.filter(({ held }) => held === model).length);
  }
  return registers[0]!.metrics();
}

/** Seconds that the next job has waited; 0 where none waits. */
export async function waitedSeconds(queue: Queue): Promise<number> {
  const [next] = [...(await queue.getWaiting(0, 0)), ...(await queue.getPrioritized(0, 0))];
  return next === undefined ? 0 : Math.max(0, Date.now() - next.timestamp) / 1000;
}
