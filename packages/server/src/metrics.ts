import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Watch } from './watch.js';

/** What Prometheus is told. Models are the only names in it that an operator chose; nothing of what people write is. */
export class Metrics implements Watch {
  readonly #registry = new Registry();
  readonly #requests = new Histogram({
    name: 'overpaint_request_seconds',
    help: 'Requests, from their head to the end of their answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.05, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
    registers: [this.#registry],
  });
  readonly #paintings = new Histogram({
    name: 'overpaint_painting_seconds',
    help: 'Paintings that are done, without the time that they waited.',
    labelNames: ['model'],
    buckets: [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600],
    registers: [this.#registry],
  });
  readonly #outcomes = new Counter({
    name: 'overpaint_paintings_total',
    help: 'Paintings, by how they ended.',
    labelNames: ['model', 'outcome'],
    registers: [this.#registry],
  });
  readonly #underWay = new Gauge({
    name: 'overpaint_paintings',
    help: 'Paintings that wait or paint at this moment.',
    labelNames: ['state'],
    registers: [this.#registry],
  });

  /** @param whole whether the process is measured too: memory, processor, event loop. Once in a process. */
  constructor({ whole = false } = {}) {
    if (whole) collectDefaultMetrics({ register: this.#registry });
    for (const state of ['waiting', 'painting']) this.#underWay.set({ state }, 0);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  request({ method, route, status, seconds }: Parameters<Watch['request']>[0]): void {
    this.#requests.observe({ method, route, status }, seconds);
  }

  painting({ model }: Parameters<Watch['painting']>[0]): ReturnType<Watch['painting']> {
    let state = 'waiting';
    this.#underWay.inc({ state });
    return {
      progress: ({ type }) => {
        if (type !== 'begin') return;
        this.#underWay.dec({ state });
        state = 'painting';
        this.#underWay.inc({ state });
      },
      end: (outcome, seconds) => {
        this.#underWay.dec({ state });
        this.#outcomes.inc({ model, outcome });
        if (outcome === 'done') this.#paintings.observe({ model }, seconds);
      },
    };
  }
}
