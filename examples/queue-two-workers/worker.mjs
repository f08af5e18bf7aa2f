// Paints what the queue holds until it is told to stop: node worker.mjs [redis://host:6379] [folder]
import { createWorker } from '@overpaint/queue';

const [connection = 'redis://127.0.0.1:6379', store = 'pictures'] = process.argv.slice(2);
await createWorker({
  connection,
  store,
  models: { mini: '@overpaint/model-mini' },
  onJob: ({ id, outcome, seconds }) => console.log(`${process.pid} ${outcome}: ${id}, ${seconds.toFixed(1)} s`),
});
console.log(`${process.pid} paints`);
