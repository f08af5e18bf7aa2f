// A server without a model before the workers: OVERPAINT_TOKEN=… node server.mjs [redis://host:6379] [folder] [port]
import { queueEngine } from '@overpaint/queue';
import { listen } from '@overpaint/server';

const [connection = 'redis://127.0.0.1:6379', store = 'pictures', port = '7860'] = process.argv.slice(2);
const token = process.env.OVERPAINT_TOKEN; // without one, only this machine reaches it
const engine = await queueEngine({ connection, store });
const server = await listen(engine, { port: Number(port), host: token ? '0.0.0.0' : '127.0.0.1', token });
console.log(server.url);
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close());
