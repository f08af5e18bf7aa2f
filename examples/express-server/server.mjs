import { dispose } from 'overpaint';
import { createApp } from './app.mjs';

const { PORT = '3000', HOST = '127.0.0.1', MAX_UPLOAD = '20mb', MAX_WAITING = '8' } = process.env;

const stopping = new AbortController();
const app = createApp({ signal: stopping.signal, maxUpload: MAX_UPLOAD, maxWaiting: Number(MAX_WAITING) });
const server = app.listen(Number(PORT), HOST, (error) => {
  if (error) {
    console.error(`Could not listen on ${HOST}:${PORT}: ${error.message}`);
    process.exitCode = 1;
    return;
  }
  console.log(`http://${HOST}:${server.address().port}`);
});

// Painting stops between two network calls, its page is told, connections close, the model is freed: then the process
// ends by itself. Ending it inside a network call would crash it.
for (const name of ['SIGINT', 'SIGTERM']) {
  process.once(name, () => {
    console.log('Stopping.');
    stopping.abort();
    server.close(() => dispose());
    server.closeIdleConnections();
  });
}
