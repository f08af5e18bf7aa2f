/**
 * @packageDocumentation
 * Overpaint on several machines: jobs lie in Redis, workers paint them, pictures lie in a folder or a bucket. Behind
 * `@overpaint/server` it is an engine.
 */

export type { Connection } from './connection.js';
export { type EnqueuedJob, type EnqueueOptions, enqueue, type PaintOptions, type QueueImage } from './enqueue.js';
export type { Priority } from './names.js';
export type { Pictured } from './pictured.js';
export { type JobOptions, PaintQueue, type QueuedJob, type QueueOptions } from './queue.js';
export { type QueueEngineOptions, queueEngine } from './queue-engine.js';
export { folderStore } from './store/folder-store.js';
export { type S3Config, type S3StoreOptions, s3Store } from './store/s3-store.js';
export type { Store, StoredFile } from './store/store.js';
export { createWorker, type JobRecord, type PaintWorker, type WorkerOptions } from './worker.js';
export type { WorkerInfo } from './worker-list.js';
